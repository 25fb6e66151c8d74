package webhook_test

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/notify/webhook"
)

const receiversDir = "../../docs/receivers"

// The programs that docs/webhooks.md shows to the users are run against this channel.
func TestReceiversOfTheGuide(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program and starts interpreters")
	}
	receivers := []struct {
		name    string
		command func(t *testing.T) []string
	}{
		{"go", buildGoReceiver},
		{"python", interpreted("python3", "python/receiver.py")},
		{"javascript", interpreted("node", "javascript/receiver.mjs")},
	}
	for _, receiver := range receivers {
		t.Run(receiver.name, func(t *testing.T) {
			address, lines := run(t, receiver.command(t))
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
			alert := notify.Delivery{ID: "msg_guide", Body: []byte(`{"type":"article.matched","data":{"title":"جسر جديد"}}`)}
			send := func(s webhook.Settings, now func() time.Time) (notify.Answer, error) {
				s.URL = address
				channel, err := webhook.New(s, client, now)
				if err != nil {
					t.Fatal(err)
				}
				return channel.Send(t.Context(), alert)
			}

			answer, err := send(webhook.Settings{Secret: newKey}, time.Now)

			if err != nil || answer.Status != http.StatusNoContent {
				t.Fatalf("signed: %+v, %v; want 204", answer, err)
			}
			if line, _ := lines.ReadString('\n'); strings.TrimSpace(line) != "msg_guide article.matched" {
				t.Errorf("it printed %q; want the id and the type", line)
			}
			if answer, err := send(webhook.Settings{Secret: oldKey, OldSecret: newKey}, time.Now); err != nil {
				t.Errorf("rotation, the receiver knows the second secret: %+v, %v", answer, err)
			}
			if answer, _ := send(webhook.Settings{Secret: oldKey}, time.Now); answer.Status != http.StatusUnauthorized {
				t.Errorf("another secret: %+v; want 401", answer)
			}
			if answer, _ := send(webhook.Settings{Secret: newKey}, atNoon); answer.Status != http.StatusUnauthorized {
				t.Errorf("an old request: %+v; want 401", answer)
			}
		})
	}
}

func buildGoReceiver(t *testing.T) []string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "receiver")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./"+filepath.Join(receiversDir, "go"))
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return []string{program}
}

func interpreted(interpreter, program string) func(t *testing.T) []string {
	return func(t *testing.T) []string {
		t.Helper()
		path, err := exec.LookPath(interpreter)
		if errors.Is(err, exec.ErrNotFound) {
			t.Skipf("%s is not installed", interpreter)
		}
		return []string{path, filepath.Join(receiversDir, program)}
	}
}

// run starts a receiver on a free port until the end of the test, and returns its address and the
// lines that it prints.
func run(t *testing.T, command []string) (address string, lines *bufio.Reader) {
	t.Helper()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), "PORT=0", "WEBHOOK_SECRET="+newKey)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		io.Copy(io.Discard, out)
		cmd.Wait() // ends with the kill
	})
	lines = bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if !ok {
		t.Fatalf("the receiver said %q, %v; want its address", line, err)
	}
	return address, lines
}
