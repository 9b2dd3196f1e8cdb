using CaseDesk.Extraction;

namespace CaseDesk.Rules.Tests.Extraction;

public sealed class WritingDurably : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("casedesk-").FullName;

    [Fact]
    public void A_file_is_replaced_whole()
    {
        var path = Path.Combine(_root, "a");
        DurableFile.Write(path, "one"u8);
        DurableFile.Write(path, stream => stream.Write("two"u8));
        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void A_failure_leaves_the_old_file_and_no_temporary()
    {
        var path = Path.Combine(_root, "a");
        DurableFile.Write(path, "one"u8);
        Assert.Throws<InvalidDataException>(() => DurableFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidDataException();
        }));
        Assert.Equal("one", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void A_flush_that_the_system_refuses_is_an_error()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "fsync(2) of a pipe gives EINVAL on Linux.");
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        using var stream = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false), FileAccess.Write, 0);
        Assert.Contains("Invalid argument", Assert.Throws<IOException>(() => DurableFile.Flush(stream)).Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => DurableFile.SyncDirectory(Path.Combine(_root, "none")));
    }

    [Fact]
    public void A_directory_is_replaced_whole_and_leftovers_are_swept()
    {
        var target = Path.Combine(_root, "result");
        foreach (var content in new[] { "one", "two" })
        {
            var filled = DurableFile.CreateTemporaryDirectoryFor(target);
            File.WriteAllText(Path.Combine(filled, content), content);
            DurableFile.ReplaceDirectory(filled, target);
        }

        Assert.Equal([Path.Combine(target, "two")], Directory.GetFileSystemEntries(target));
        DurableFile.CreateTemporaryDirectoryFor(target);
        File.WriteAllText(Path.Combine(_root, "x" + DurableFile.TemporarySuffix), "");
        Assert.Equal(2, DurableFile.SweepTemporaries(_root));
        Assert.Equal([target], Directory.GetFileSystemEntries(_root));
        Assert.Equal(0, DurableFile.SweepTemporaries(Path.Combine(_root, "none")));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
