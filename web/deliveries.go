package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/marsad/marsad/store"
)

const deliveriesMost = 100

var deliveryStates = []string{store.Pending, store.Delivered, store.Failed, store.Gone, store.Off}

type deliveriesView struct {
	State      string
	States     []string
	Deliveries []store.Delivery
	Most       int // shown at most, when there may be more; else 0
}

func (s *server) deliveries(w http.ResponseWriter, r *http.Request) error {
	v := deliveriesView{State: r.URL.Query().Get("state"), States: deliveryStates}
	if v.State != "" && !slices.Contains(deliveryStates, v.State) {
		return errInput
	}
	var err error
	v.Deliveries, err = s.store.Deliveries(r.Context(), store.DeliveryFilter{State: v.State, Limit: deliveriesMost})
	if err != nil {
		return err
	}
	if len(v.Deliveries) == deliveriesMost {
		v.Most = deliveriesMost
	}
	return s.render(w, r, http.StatusOK, "deliveries", languageOf(r).say("deliveries.title"), v)
}

type deliveryView struct {
	store.Delivery
	Tries     []store.Attempt
	JSON      string
	CanReplay bool
	Replayed  bool // it was sent again just now
}

func (s *server) delivery(w http.ResponseWriter, r *http.Request) error {
	d, err := s.store.Delivery(r.Context(), clean(r.PathValue("id")))
	if err != nil {
		return err
	}
	v := deliveryView{Delivery: d, JSON: pretty(d.Body), CanReplay: d.State != store.Pending, Replayed: r.URL.Query().Get("replayed") != ""}
	if v.Tries, err = s.store.Attempts(r.Context(), d.ID); err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, "delivery", languageOf(r).say("delivery.title"), v)
}

// replay sends a delivery again. A daemon that stands by may queue it: the one that leads delivers.
func (s *server) replay(w http.ResponseWriter, r *http.Request) error {
	id := clean(r.PathValue("id"))
	d, err := s.store.Delivery(r.Context(), id)
	if err != nil {
		return err
	}
	if d.State == store.Pending {
		return errWaiting
	}
	if err := s.outbox.Replay(r.Context(), id); err != nil {
		return err
	}
	s.log.Info("delivery is sent again", "delivery", id, "channel", d.Channel)
	http.Redirect(w, r, "/deliveries/"+url.PathEscape(id)+"?replayed=1", http.StatusSeeOther)
	return nil
}

// pretty writes JSON for people. Text that is none is shown as it is.
func pretty(body []byte) string {
	var b bytes.Buffer
	if err := json.Indent(&b, body, "", "  "); err != nil {
		return plain(string(body))
	}
	return plain(b.String())
}

// pageQuery is the query of the page of articles behind the one that ends with the given id.
func pageQuery(words, source string, before int64) string {
	q := url.Values{"before": {strconv.FormatInt(before, 10)}}
	if words != "" {
		q.Set("q", words)
	}
	if source != "" {
		q.Set("source", source)
	}
	return "?" + q.Encode()
}
