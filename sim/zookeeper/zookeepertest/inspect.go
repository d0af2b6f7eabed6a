package zookeepertest

import "github.com/onceover/onceover/sim/zookeeper"

// Tree is all znodes by their paths, those below /zookeeper included, as the ensemble has agreed on them: no member's
// lag shows in it.
func (s *Server) Tree() map[string]zookeeper.Znode {
	tree := map[string]zookeeper.Znode{}
	for _, z := range s.server.Tree() {
		tree[z.Path] = z
	}
	return tree
}

// DisconnectAll cuts the connections of all sessions, which live on until their timeouts.
func (s *Server) DisconnectAll() {
	for _, x := range s.server.Sessions() {
		s.server.Disconnect(x.ID)
	}
}
