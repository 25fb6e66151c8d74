// Package config reads marsad.yaml into the rooms' own settings types.
package config
