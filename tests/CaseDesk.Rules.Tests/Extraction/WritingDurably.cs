using CaseDesk.Extraction;

namespace CaseDesk.Rules.Tests.Extraction;

public sealed class WritingDurably
{
    [Fact]
    public void A_new_file_is_made_by_one_of_many_and_read_alike_by_all()
    {
        var directory = Directory.CreateTempSubdirectory("casedesk-new-").FullName;
        try
        {
            for (var round = 0; round < 20; round++)
            {
                var file = Path.Combine(directory, $"key-{round}");
                var made = new System.Collections.Concurrent.ConcurrentBag<(bool Won, byte Own, byte Read)>();
                Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
                {
                    var won = DurableFile.WriteNew(file, [(byte)i]);
                    made.Add((won, (byte)i, File.ReadAllBytes(file)[0]));
                });

                var winner = Assert.Single(made, m => m.Won).Own;
                Assert.All(made, m => Assert.Equal(winner, m.Read));
            }

            Assert.Empty(DurableFile.Temporaries(directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void Replaces_a_file_whole()
    {
        using var sample = new Sample();
        var path = Path.Combine(sample.Root, "a");

        DurableFile.Write(path, "first, and longer"u8);
        DurableFile.Write(path, "second"u8);

        Assert.Equal("second", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(sample.Root));
    }

    [Fact]
    public void Keeps_the_old_file_when_the_writer_throws()
    {
        using var sample = new Sample();
        var path = Path.Combine(sample.Root, "a");
        DurableFile.Write(path, "old"u8);

        Assert.Throws<InvalidOperationException>(() => DurableFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException();
        }));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(sample.Root));
    }

    [Fact]
    public void Replaces_a_directory_whole_or_not_at_all()
    {
        using var sample = new Sample();
        var path = Path.Combine(sample.Root, "d");

        DurableFile.ReplaceDirectory(path, fresh => DurableFile.Write(Path.Combine(fresh, "old"), "1"u8));
        Assert.Throws<InvalidOperationException>(() => DurableFile.ReplaceDirectory(path, fresh =>
        {
            DurableFile.Write(Path.Combine(fresh, "half"), "2"u8);
            throw new InvalidOperationException();
        }));
        Assert.Equal(["old"], Directory.GetFiles(path).Select(Path.GetFileName));
        DurableFile.ReplaceDirectory(path, fresh => DurableFile.Write(Path.Combine(fresh, "new"), "3"u8));

        Assert.Equal(["new"], Directory.GetFiles(path).Select(Path.GetFileName));
        Assert.Equal([path], Directory.GetFileSystemEntries(sample.Root));
    }

    [Fact]
    public void Tells_what_a_crash_left_from_what_is_whole()
    {
        using var sample = new Sample();
        File.WriteAllText(Path.Combine(sample.Root, "a.0193.casedesk-tmp"), "half");
        Directory.CreateDirectory(Path.Combine(sample.Root, "d.0193.casedesk-tmp", "inner"));
        File.WriteAllText(Path.Combine(sample.Root, "kept"), "whole");

        Assert.Equal(["a.0193.casedesk-tmp", "d.0193.casedesk-tmp"], DurableFile.Temporaries(sample.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Reports_what_the_system_says()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The words are those of Linux.");
        using var sample = new Sample();

        var missing = Assert.Throws<IOException>(() => DurableFile.SyncDirectory(Path.Combine(sample.Root, "nowhere")));
        Assert.Contains("No such file or directory (2)", missing.Message, StringComparison.Ordinal);

        // A pipe cannot be flushed (fsync(2), EINVAL): the runtime's own Flush(true) would say nothing.
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream();
        using var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        Assert.Contains("Invalid argument (22)", Assert.Throws<IOException>(() => NativeFiles.Sync(handle, "pipe")).Message, StringComparison.Ordinal);
    }
}
