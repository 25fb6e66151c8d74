package kiosk_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/internal/press/kiosk"
)

func TestEveryPaperAnswersAtItsFront(t *testing.T) {
	want := map[string]int{"challenge": http.StatusForbidden, "refused": http.StatusForbidden}
	for _, name := range kiosk.Names() {
		paper, err := kiosk.Open(name, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()

		paper.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))

		if status := max(want[name], http.StatusOK); w.Code != status {
			t.Errorf("%s: status %d; want %d", name, w.Code, status)
		}
		if strings.Contains(w.Body.String(), "ZgotmplZ") {
			t.Errorf("%s: a template was refused by its engine", name)
		}
	}
}

func TestAnUnknownPaperIsRefused(t *testing.T) {
	if _, err := kiosk.Open("moon", time.Now); err == nil || !strings.Contains(err.Error(), "wordpress") {
		t.Errorf("Open = %v; want an error that names the papers", err)
	}
}
