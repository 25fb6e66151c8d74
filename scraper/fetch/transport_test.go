package fetch

import (
	"errors"
	"io"
	"net/http"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

func TestTransportServesAnyClient(t *testing.T) {
	cp1256, err := charmap.Windows1256.NewEncoder().String("<p>قال المتحدث باسم الوزارة")
	if err != nil {
		t.Fatal(err)
	}
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/page":
			w.Header().Set("Content-Type", "text/html; charset=windows-1256")
			io.WriteString(w, cp1256)
		case "/inwards":
			http.Redirect(w, r, "http://[::1]/", http.StatusFound)
		}
	})
	client := &http.Client{Transport: newClient(t).Transport()}

	resp, err := client.Get(srv.URL + "/page")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	_, inwards := client.Get(srv.URL + "/inwards")

	if err != nil || string(body) != "<p>قال المتحدث باسم الوزارة" || resp.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("body %q under %q, %v; want UTF-8 under its name", body, resp.Header.Get("Content-Type"), err)
	}
	if private := (*PrivateError)(nil); !errors.As(inwards, &private) {
		t.Errorf("redirect inwards = %v; want a PrivateError", inwards)
	}
}
