// SPDX-License-Identifier: MIT

// gomemcache as it comes: a Go program makes its system calls itself, so no preload sees them.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"time"

	"github.com/bradfitz/gomemcache/memcache"
)

type answer struct {
	Pid    int     `json:"pid"`
	WaitMs float64 `json:"wait_ms"`
	Key    string  `json:"key"`
	Value  *string `json:"value"`
	Error  *string `json:"error"`
}

func ask(client *memcache.Client, key string) answer {
	began := time.Now()
	item, err := client.Get(key)
	told := answer{Pid: os.Getpid(), Key: key,
		WaitMs: float64(time.Since(began).Nanoseconds()) / 1e6}
	if err == nil {
		value := string(item.Value)
		told.Value = &value
	} else if err != memcache.ErrCacheMiss {
		text := err.Error()
		told.Error = &text
	}
	return told
}

func main() {
	client := memcache.New(os.Args[1:]...)
	out := json.NewEncoder(os.Stdout)
	out.Encode(map[string]bool{"ready": true})
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		for _, key := range strings.Fields(lines.Text())[1:] {
			out.Encode(ask(client, key))
		}
	}
}
