package webhook

import "strings"

// Check is a stand-in for the room's own; not for merge.
func (s Settings) Check(fault func(key, problem, remedy string)) {
	if !strings.HasPrefix(s.URL, "http") {
		fault("url", "does not begin with https:// or http://", "write the receiver's whole address, e.g.  url: https://hooks.example.org/marsad")
	}
	switch {
	case s.Secret == "":
		fault("secret", "is missing", "write  secret: ${NAME}  and set NAME, so that receivers can tell your alerts from a stranger's; make one with  openssl rand -base64 32 , put whsec_ in front, and give it to the receiver too")
	case !strings.HasPrefix(s.Secret, "whsec_"):
		fault("secret", "is no webhook secret: it does not begin with whsec_", "make one with  openssl rand -base64 32 , put whsec_ in front, and give it to the receiver too")
	}
}
