package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/onceover/onceover/sim/zookeeper/zoocfg"
)

// An answer is what the hub says to a process that brings a configuration.
type answer struct {
	Address string // where the process relays clients to
	Error   string // why it does not
}

// runMember is a process of one server: it is there until it is killed, and the server with it.
func runMember(args []string, flags string) error {
	if len(args) != 3 || args[1] != "start-foreground" {
		return errors.New("usage: " + scriptName + " start-foreground zoo.cfg")
	}
	file, err := zoocfg.ReadWithFlags(args[2], flags)
	if err != nil {
		return err
	}
	if len(file.Servers) > 1 && file.MyID < 0 {
		return fmt.Errorf("%s is missing: want the number of one of the servers", filepath.Join(file.DataDir, "myid"))
	}
	for _, line := range file.Ineffective {
		fmt.Fprintf(os.Stderr, "%s: no effect: %v\n", scriptName, line)
	}
	if file.DataDir, err = filepath.Abs(file.DataDir); err != nil {
		return fmt.Errorf("find data directory: %w", err)
	}
	clients, err := listen(file.ClientAddress)
	if err != nil {
		return err
	}
	address, err := hubAddress(args[0])
	if err != nil {
		return err
	}
	c, err := net.DialTimeout("tcp", address, 10*time.Second)
	if err != nil {
		return fmt.Errorf("reach the launcher: %w", err)
	}
	defer c.Close()
	if err := json.NewEncoder(c).Encode(file); err != nil {
		return fmt.Errorf("hand over configuration: %w", err)
	}
	var a answer
	if err := json.NewDecoder(c).Decode(&a); err != nil {
		return fmt.Errorf("receive the launcher's answer: %w", err)
	}
	if a.Error != "" {
		return errors.New(a.Error)
	}
	fmt.Printf("server %d serves clients at %s\n", max(file.MyID, 0), clients.Addr())
	go accept(clients, a.Address)
	io.Copy(io.Discard, c)
	return errors.New("the launcher has ended")
}

// hubAddress finds the launcher for which this program is the script.
func hubAddress(script string) (string, error) {
	script, err := exec.LookPath(script)
	if err != nil {
		return "", err
	}
	address, err := os.ReadFile(filepath.Join(filepath.Dir(script), hubName))
	if errors.Is(err, os.ErrNotExist) {
		return "", errors.New("no launcher is running: start the tests with it (launcher go test ./...)")
	}
	return string(address), err
}
