# SPDX-License-Identifier: MIT
# dalli as it comes, one client.
#
#     dalli_client.rb NODE...
require "dalli"
require "json"

Dalli.logger.level = Logger::FATAL
$stdout.sync = true

def now_ms
  Process.clock_gettime(Process::CLOCK_MONOTONIC, :float_millisecond)
end

# Values that this client has not written itself are plain.
client = Dalli::Client.new(ARGV)
puts JSON.generate(ready: true)
while (line = $stdin.gets)
  line.split.drop(1).each do |key|
    began_ms = now_ms
    begin
      value = client.get(key)
      error = nil
    rescue StandardError => e
      value = nil
      error = "#{e.class}: #{e.message}"
    end
    puts JSON.generate(pid: Process.pid, wait_ms: now_ms - began_ms, key: key, value: value,
                       error: error)
  end
end
