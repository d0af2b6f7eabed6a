package zoocfg

import (
	"cmp"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Server is a server.N line: a member of the ensemble.
type Server struct {
	ID            int
	Host          string
	PeerPort      int
	ElectionPort  int
	ClientAddress string // host:port after a semicolon; empty without
}

const serverForm = "host:port:port or host:port:port:participant, and perhaps ;port or ;host:port for clients"

// ensemble reads the server lines, here or in the dynamic file, and which of them this server is.
func (s *settings) ensemble(f *File) error {
	lines, err := s.serverLines()
	if err != nil {
		return err
	}
	for _, p := range lines {
		server, want := parseServer(p)
		if want != "" {
			return s.at(p, want)
		}
		f.Servers = append(f.Servers, server)
	}
	slices.SortFunc(f.Servers, func(a, b Server) int { return cmp.Compare(a.ID, b.ID) })
	if f.MyID, err = readMyID(f.DataDir); err != nil {
		return err
	}
	f.Config.Members = max(len(f.Servers), 1)
	if len(f.Servers) > 0 {
		f.Config.ServerID = uint8(f.Servers[0].ID)
	}
	alone := s.is("standaloneEnabled", true)
	if !alone && len(f.Servers) == 0 {
		return s.missing("server.1", "at least one server, since standaloneEnabled is false")
	}
	if len(f.Servers) > 1 || !alone {
		return s.distributed(f)
	}
	return nil
}

// serverLines are those of the file, or of the one that it names for them.
func (s *settings) serverLines() ([]property, error) {
	var lines []property
	pointer, elsewhere := s.keys["dynamicConfigFile"]
	for _, p := range s.keys { //tidy:unordered sorted below
		if strings.HasPrefix(p.key, "server.") || strings.HasPrefix(p.key, "group") || strings.HasPrefix(p.key, "weight") {
			lines = append(lines, p)
		}
	}
	slices.SortFunc(lines, func(a, b property) int { return cmp.Compare(a.line, b.line) })
	if !elsewhere {
		return lines, nil
	}
	if len(lines) > 0 {
		return nil, s.at(lines[0], "this line in the file that dynamicConfigFile names")
	}
	text, err := os.ReadFile(pointer.value)
	if err != nil {
		return nil, fmt.Errorf("read servers: %w", err)
	}
	return s.dynamic(pointer.value, text)
}

// dynamic reads the lines of a dynamic file, which has nothing but servers.
func (s *settings) dynamic(file string, text []byte) ([]property, error) {
	d := &settings{file: file, keys: map[string]property{}, jvm: map[string]property{}}
	lines, err := properties(text)
	if err != nil {
		return nil, d.at(lines[len(lines)-1], err.Error())
	}
	for _, p := range lines {
		if !strings.HasPrefix(p.key, "server.") {
			return nil, d.at(p, "only server.N in a dynamic file")
		}
	}
	s.file = file // where an error in one of the lines is
	return lines, nil
}

// distributed checks what a server needs that is not alone, but for its number: who starts the whole ensemble has none.
func (s *settings) distributed(f *File) error {
	for _, key := range []string{"initLimit", "syncLimit"} {
		if s.number(key, 0) == 0 {
			return s.missing(key, "a number of ticks, since there are several servers")
		}
	}
	if f.MyID < 0 {
		return nil
	}
	i := slices.IndexFunc(f.Servers, func(server Server) bool { return server.ID == f.MyID })
	if i < 0 {
		return &Error{
			File: filepath.Join(f.DataDir, "myid"), Line: 1, Key: "myid", Value: strconv.Itoa(f.MyID), Want: "the number of one of the servers",
		}
	}
	if address := f.Servers[i].ClientAddress; address != "" {
		f.ClientAddress = address
	}
	return nil
}

// parseServer reads one line, or says what it should be.
func parseServer(p property) (server Server, want string) {
	n, err := strconv.ParseUint(strings.TrimPrefix(p.key, "server."), 10, 8)
	if err != nil {
		return server, "server.N with N from 0 to 255; groups and weights are not simulated"
	}
	address, client, hasClient := strings.Cut(p.value, ";")
	parts := hostAndPorts(address)
	if len(parts) == 4 {
		if !strings.EqualFold(trim(parts[3]), "participant") {
			return server, serverForm + "; observers are not simulated"
		}
		parts = parts[:3]
	}
	if len(parts) != 3 || !port.ok(parts[1]) || !port.ok(parts[2]) || strings.Contains(address, "|") {
		return server, serverForm
	}
	server = Server{ID: int(n), Host: parts[0]}
	server.PeerPort, _ = strconv.Atoi(parts[1])
	server.ElectionPort, _ = strconv.Atoi(parts[2])
	if server.PeerPort == server.ElectionPort {
		return server, "two different ports"
	}
	if hasClient {
		parts := hostAndPorts(client)
		if len(parts) > 2 || !port.ok(parts[len(parts)-1]) {
			return server, serverForm
		}
		parts = append([]string{""}, parts...)
		server.ClientAddress = net.JoinHostPort(parts[len(parts)-2], parts[len(parts)-1])
	}
	return server, ""
}

// hostAndPorts parts at colons, but for those of an IPv6 address in brackets.
func hostAndPorts(s string) []string {
	if bracketed, ok := strings.CutPrefix(s, "["); ok {
		if host, ports, ok := strings.Cut(bracketed, "]:"); ok {
			return append([]string{host}, strings.Split(ports, ":")...)
		}
	}
	return strings.Split(s, ":")
}

// readMyID reads the file that says which server this is; -1 without one.
func readMyID(dir string) (int, error) {
	path := filepath.Join(dir, "myid")
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return -1, nil // a server that stands alone needs none
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, fmt.Errorf("read the number of this server: %w", err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	first = strings.TrimSuffix(first, "\r")
	id, err := strconv.ParseUint(first, 10, 8)
	if err != nil {
		return 0, &Error{File: path, Line: 1, Key: "myid", Value: first, Want: "a number from 0 to 255, without blanks"}
	}
	return int(id), nil
}
