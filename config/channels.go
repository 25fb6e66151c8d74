package config

import (
	"time"

	"github.com/marsad/marsad/notify/webhook"
)

const (
	mostWait    = 7 * 24 * time.Hour // between two attempts
	mostRetries = 50
)

func channelKeys() keys {
	const inside = "write it inside  webhook: {…}"
	return keys{
		known: []string{"name", "webhook", "retry", "source_alarms"},
		hints: map[string]hint{
			"id":         {"name", "write name"},
			"type":       {"", "leave it out: the key webhook: says it"},
			"url":        {"webhook url", inside},
			"secret":     {"webhook secret", inside},
			"headers":    {"webhook headers", inside},
			"timeout":    {"webhook timeout", inside},
			"concurrent": {"webhook concurrent", inside},
			"retries":    {"retry", "write retry"},
			"max_age":    {"", "write retry: with the waits between attempts; their sum is how long an alert is kept trying"},
			"template":   {"", "leave it out: a webhook always gets the same JSON, with the title and all other fields in it"},
		},
	}
}

func webhookKeys() keys {
	return keys{
		known: []string{"url", "secret", "secret_file", "old_secret", "headers", "timeout", "concurrent"},
		hints: map[string]hint{
			"template": {"", "leave it out: a webhook always gets the same JSON, with the title and all other fields in it"},
			"retry":    {"", "write retry: beside webhook:, not inside it"},
		},
	}
}

func (s *section) channels(allow allowance) []Channel {
	seen := map[string]int{}
	var out []Channel
	for i, n := range s.children("channels") {
		one := s.section(n, label("channel", i, n, "name", "id"), channelKeys())
		if one == nil {
			continue
		}
		alarms, _ := one.boolean("source_alarms")
		out = append(out, Channel{Name: one.name(seen), Webhook: one.webhook(allow), Retry: one.retry(), Alarms: alarms})
	}
	return out
}

// webhook reads the block of that name. Its keys written one level too high have been reported;
// their values are checked all the same.
func (s *section) webhook(allow allowance) *webhook.Settings {
	n := s.value("webhook")
	if n == nil {
		n = s.strayed()
	}
	if n == nil {
		if !s.has("webhook") {
			s.add(s.node.line, s.node.col, s.path, "webhook is missing", "write  webhook: { url: \"https://…\", secret: \"${NAME}\" }")
		}
		return nil
	}
	hook := s.section(n, s.path+": webhook", webhookKeys())
	if hook == nil {
		return nil
	}
	out := webhook.Settings{
		Secret:     hook.secret(),
		OldSecret:  hook.text("old_secret"),
		Headers:    hook.headers(),
		Concurrent: hook.count("concurrent", 100),
	}
	out.Timeout, _ = hook.duration("timeout", "15s", leastTimeout, 2*time.Minute)
	out.URL = hook.text("url")
	hook.checkWebhook(out, allow)
	return &out
}

// strayed gathers what was read as a key of the webhook; nil when nothing was.
func (s *section) strayed() *node {
	n := &node{kind: mapping, line: s.node.line, col: s.node.col}
	for _, key := range webhookKeys().known {
		if f, ok := s.got["webhook "+key]; ok {
			n.fields = append(n.fields, f)
		}
	}
	if len(n.fields) == 0 {
		return nil
	}
	return n
}

// checkWebhook asks the webhook's own room, and then whether its address may be asked. A key whose
// value could not be read has its fault already.
func (s *section) checkWebhook(w webhook.Settings, allow allowance) {
	faults := len(s.faults)
	w.Check(func(key, problem, remedy string) {
		f, ok := s.got[key]
		if key == "secret" && s.has("secret_file") {
			key, ok = "secret_file", true
			f = s.got[key]
		}
		if !ok || !s.faulty(f) {
			s.at(key, problem, remedy)
		}
	})
	if len(s.faults) == faults && w.URL != "" {
		s.address(s.got["url"], s.got["url"].value, w.URL, allow)
	}
}

// faulty tells whether a value has a fault already.
func (s *section) faulty(f field) bool {
	for _, one := range s.faults {
		if one.Line == f.value.line && one.Col == f.value.col {
			return true
		}
	}
	return false
}

func (s *section) secret() string {
	if !s.has("secret_file") {
		return s.text("secret")
	}
	if s.has("secret") {
		s.at("secret_file", "stands beside secret", "keep one of them")
	}
	return s.secretFile("secret_file")
}

func (s *section) headers() map[string]string {
	n := s.value("headers")
	if n == nil {
		return nil
	}
	if n.kind != mapping {
		s.at("headers", "is "+n.kind.String()+" and must be a map", "write  headers: { Authorization: \"${NAME}\" }")
		return nil
	}
	out := map[string]string{}
	for _, f := range n.fields {
		if f.value.kind != scalar {
			s.fault(s.got["headers"], f.value, f.key+" is "+f.value.kind.String()+" and must be a single value", "write  "+f.key+": \"${NAME}\"")
			continue
		}
		out[f.key] = s.expand(s.got["headers"], f.value, f.value.text)
	}
	return out
}

// retry are the waits between attempts.
func (s *section) retry() []time.Duration {
	nodes := s.entries("retry")
	if !s.has("retry") {
		return DefaultRetry()
	}
	if len(nodes) > mostRetries {
		s.at("retry", "has more than 50 waits", "write fewer and longer ones")
		return nil
	}
	var out []time.Duration
	for _, n := range nodes {
		d, problem := parseDuration(n.text, time.Second, mostWait)
		if problem != "" {
			s.fault(s.got["retry"], n, problem, "write the waits between attempts, for example  retry: [5s, 5m, 30m, 2h]")
			continue
		}
		out = append(out, d)
	}
	return out
}
