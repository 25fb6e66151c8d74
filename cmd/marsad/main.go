// Command marsad watches newspapers.
package main

func main() {}
