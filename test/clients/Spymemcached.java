// SPDX-License-Identifier: MIT
// spymemcached as it comes, one client: java -cp spymemcached.jar Spymemcached.java NODE...

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.spy.memcached.AddrUtil;
import net.spy.memcached.MemcachedClient;

public class Spymemcached {
    private static String quoted(Object text) {
        return text == null ? "null"
            : "\"" + text.toString().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ")
              + "\"";
    }

    private static void answer(MemcachedClient client, String key) {
        Object value = null;
        String error = null;
        final long beganNs = System.nanoTime();
        try {
            value = client.get(key);
        } catch (RuntimeException e) {
            error = e.getClass().getSimpleName() + ": " + e.getMessage();
        }
        System.out.printf("{\"pid\": %d, \"wait_ms\": %.3f, \"key\": %s, \"value\": %s, "
                          + "\"error\": %s}%n",
                          ProcessHandle.current().pid(), (System.nanoTime() - beganNs) / 1e6,
                          quoted(key), quoted(value), quoted(error));
    }

    public static void main(String[] nodes) throws Exception {
        System.setProperty("net.spy.log.LoggerImpl", "net.spy.memcached.compat.log.SunLogger");
        Logger.getLogger("net.spy.memcached").setLevel(Level.OFF);
        final MemcachedClient client =
            new MemcachedClient(AddrUtil.getAddresses(String.join(" ", nodes)));
        final BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        System.out.println("{\"ready\": true}");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            final String[] words = line.split(" ");
            for (int i = 1; i < words.length; i++) {
                answer(client, words[i]);
            }
        }
        client.shutdown();
    }
}
