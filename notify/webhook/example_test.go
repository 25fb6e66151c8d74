package webhook_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"time"

	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/notify/webhook"
)

// A channel and a receiver that know the same secret.
func Example() {
	secret := webhook.NewSecret()
	hook := httptest.NewServer(webhook.Receiver(secret, time.Now, func(r webhook.Received) {
		fmt.Printf("%s: %s (again: %v)\n", r.ID, r.Body, r.Again)
	}))
	defer hook.Close()
	channel, err := webhook.New(webhook.Settings{URL: hook.URL, Secret: secret}, hook.Client(), time.Now)
	if err != nil {
		fmt.Println(err)
		return
	}

	answer, err := channel.Send(context.Background(), notify.Delivery{ID: "msg_1", Body: []byte(`{"type":"ping"}`)})

	fmt.Println(answer.Status, err)
	// Output:
	// msg_1: {"type":"ping"} (again: false)
	// 204 <nil>
}
