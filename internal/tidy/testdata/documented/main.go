// Starts a service, which is a good enough comment of a command.
package main

func Exported() {}

func main() {}
