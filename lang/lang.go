// Package lang knows written language. (Package comment to be completed with the code.)
package lang
