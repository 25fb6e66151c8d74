package web

import "github.com/marsad/marsad/store"

type sourceStatus struct {
	store.SourceState
	Name    string
	Home    string
	Running bool
}

type health struct {
	Leading     bool   `json:"leading"`
	DiskFull    bool   `json:"disk_full,omitempty"`
	Database    string `json:"database"`
	ConfigFault string `json:"config_fault,omitempty"`
}

type monitorRoom interface {
	daemon
}
