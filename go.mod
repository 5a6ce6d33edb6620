module github.com/jco-go/jco-go

go 1.26
