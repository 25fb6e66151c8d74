package config

import _ "embed"

//go:embed marsad.yaml
var example string

// Example is a commented marsad.yaml in which everything is right, without any secret or variable:
// what  marsad init  writes.
func Example() string { return example }
