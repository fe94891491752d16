// A straightforward gRPC file server, as one writes it from the documentation of grpc-go: file.v1 over a folder.
// A peer of the bench; it ends with its process.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"hash"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"yamabiko/filev1"
)

// What the hub sends when nobody says otherwise.
const chunkBytes = 64 << 10

type server struct {
	filev1.UnimplementedFileServiceServer
	folder string
	sha256 bool
}

func main() {
	port := flag.Int("port", 0, "on loopback")
	folder := flag.String("folder", "", "where the files are")
	sums := flag.Bool("sha256", false, "sum up what is sent and what arrives")
	flag.Parse()
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		log.Fatal(err)
	}
	files := grpc.NewServer()
	filev1.RegisterFileServiceServer(files, &server{folder: *folder, sha256: *sums})
	fmt.Printf("ready on %d\n", *port)
	log.Fatal(files.Serve(listener))
}

// DownloadFile sends a file from an offset on.
func (s *server) DownloadFile(request *filev1.FileRequest, stream filev1.FileService_DownloadFileServer) error {
	if request.Limit != 0 {
		return status.Error(codes.Unimplemented, "limit: not here")
	}
	file, err := os.Open(s.path(request.FilePath))
	if err != nil {
		return status.Error(codes.NotFound, err.Error())
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if _, err := file.Seek(request.Offset, io.SeekStart); err != nil {
		return err
	}
	sum := s.sum()
	data := make([]byte, chunkBytes)
	for offset, last := request.Offset, false; !last; {
		n, err := io.ReadFull(file, data)
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return err
		}
		last = err != nil || offset+int64(n) == info.Size()
		chunk := &filev1.FileChunk{Offset: offset, Data: data[:n], TotalSize: info.Size(), IsLastChunk: last}
		if offset == request.Offset {
			chunk.FilePath = request.FilePath
		}
		if sum != nil {
			sum.Write(data[:n])
			if last {
				chunk.Checksum = hex.EncodeToString(sum.Sum(nil))
			}
		}
		if err := stream.Send(chunk); err != nil {
			return err
		}
		offset += int64(n)
	}
	return nil
}

// UploadFile takes a file, and gives it its name when it is whole and on the disk.
func (s *server) UploadFile(stream filev1.FileService_UploadFileServer) error {
	file, err := os.CreateTemp(s.folder, "upload-")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	name, size := "", int64(0)
	sum := s.sum()
	for {
		chunk, err := stream.Recv()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if name == "" {
			name = chunk.FilePath
		}
		if chunk.Offset != size {
			return status.Errorf(codes.InvalidArgument, "offset: %d (expected: %d)", chunk.Offset, size)
		}
		if _, err := file.Write(chunk.Data); err != nil {
			return err
		}
		if sum != nil {
			sum.Write(chunk.Data)
		}
		size += int64(len(chunk.Data))
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), s.path(name)); err != nil {
		return err
	}
	result := &filev1.UploadResult{FileName: name, TotalSize: size, Status: "OK"}
	if sum != nil {
		result.Checksum = hex.EncodeToString(sum.Sum(nil))
	}
	return stream.SendAndClose(result)
}

// path of a file, whatever folder its name pretends to be in.
func (s *server) path(name string) string {
	return filepath.Join(s.folder, filepath.Base(name))
}

func (s *server) sum() hash.Hash {
	if s.sha256 {
		return sha256.New()
	}
	return nil
}
