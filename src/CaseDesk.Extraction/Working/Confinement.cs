using System.Runtime.InteropServices;
using System.Text;

namespace CaseDesk.Extraction.Working;

/// <summary>What the system really enforces around this worker: told to the parent, and from there to the manifest.</summary>
/// <param name="Writing">Every write to a file is refused.</param>
/// <param name="Files">Only the planned files, and what the program itself is made of, can be opened.</param>
/// <param name="Network">No socket can be made, no program started, no other process touched.</param>
/// <param name="Cpu">Processor time ends at the limit.</param>
internal sealed record Confined(bool Writing, bool Files, bool Network, bool Cpu);

/// <summary>
/// The worker gives up, before it reads a byte of a log, all that reading logs does not need. Linux only, and each wall by itself: where the kernel lacks one,
/// the work goes on and the manifest names it.
/// </summary>
internal static class Confinement
{
    private const int CpuLimit = 0;
    private const int FileSizeLimit = 1;
    private const int CoreLimit = 4;
    private const int NoNewPrivileges = 38;

    // landlock(7): the same call numbers on every processor.
    private const long CreateRuleset = 444;
    private const long AddRule = 445;
    private const long RestrictSelf = 446;
    private const int AbiOnly = 1;
    private const int BeneathPath = 1;
    private const ulong Execute = 1;
    private const ulong ReadFile = 1 << 2;
    private const ulong ReadDirectory = 1 << 3;
    private const int PathOnly = 0x200000 | 0x80000;

    // seccomp(2), seccomp_unotify and audit headers; x86-64 only, as are the call numbers below.
    private const long Seccomp = 317;
    private const uint SetFilter = 1;
    private const uint AllThreads = 1;
    private const uint ArchitectureX64 = 0xC000003E;
    private const uint Allow = 0x7FFF0000;
    private const uint KillProcess = 0x80000000;
    private const uint Refuse = 0x00050000 | 1;
    private const uint NoSuchCall = 0x00050000 | 38;
    private const uint Clone = 56;
    private const uint Clone3 = 435;
    private const uint SameProcess = 0x10000;
    private const uint SignalThread = 234;
    private const uint OtherNumbering = 0x40000000;

    // Sockets; programs and processes; other processes' memory; names and contents of files; rights; io_uring, which would do all of these without a call.
    private static readonly uint[] Refused =
    [
        41, 42, 43, 44, 46, 49, 50, 53, 288, 307, 425, 426, 427,
        57, 58, 59, 322, 62, 200,
        101, 310, 311, 272, 308, 434, 438,
        76, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 133, 165, 166, 258, 259, 260, 263, 264, 265, 266, 268, 316,
        105, 106, 113, 114, 117, 119, 161, 175, 246, 321,
    ];

    /// <summary>Gives up everything at once. Threads that are started afterwards by this one are as confined as it is.</summary>
    /// <param name="files">Full paths of the files that may be read.</param>
    /// <param name="cpuSeconds">Processor time that the whole worker may use.</param>
    public static Confined Enter(IReadOnlyList<string> files, long cpuSeconds)
    {
        if (!OperatingSystem.IsLinux())
            return new Confined(false, false, false, false);

        // No core dump: it would hold other people's records.
        var writing = Limit(CoreLimit, 0, 0) && Limit(FileSizeLimit, 0, 0);
        // A second more until the end that cannot be told apart from any other kill.
        var cpu = Limit(CpuLimit, (nuint)Math.Max(1, cpuSeconds), (nuint)Math.Max(1, cpuSeconds) + 1);
        if (prctl(NoNewPrivileges, 1, 0, 0, 0) != 0)
            return new Confined(writing, false, false, cpu);
        return new Confined(writing, OnlyFiles(files), OnlyThisProcess(), cpu);
    }

    private static bool Limit(int resource, nuint soft, nuint hard)
    {
        var limit = new ResourceLimit { Soft = soft, Hard = hard };
        return setrlimit(resource, in limit) == 0;
    }

    private static bool OnlyFiles(IReadOnlyList<string> files)
    {
        var abi = syscall(CreateRuleset, 0, 0, AbiOnly);
        if (abi < 1)
            return false;

        // What a kernel does not know it refuses as a whole: ABI 2 brought linking, 3 truncating, 5 device control.
        var handled = abi switch { 1 => (1UL << 13) - 1, 2 => (1UL << 14) - 1, 3 or 4 => (1UL << 15) - 1, _ => (1UL << 16) - 1 };
        var attributes = new RulesetAttributes { Files = handled };
        var ruleset = (int)syscallRuleset(CreateRuleset, in attributes, abi >= 4 ? 16 : 8, 0);
        if (ruleset < 0)
            return false;
        try
        {
            foreach (var directory in OfTheProgram())
                Permit(ruleset, directory, Execute | ReadFile | ReadDirectory);
            foreach (var file in files)
                Permit(ruleset, file, ReadFile);
            // The names alone: whether a file is there is asked before it is opened.
            return syscall(RestrictSelf, ruleset, 0, 0) == 0;
        }
        finally
        {
            _ = close(ruleset);
        }
    }

    // The runtime loads code late, and asks the system for its memory limits and time zones.
    private static IEnumerable<string> OfTheProgram() =>
        new[]
        {
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")), AppContext.BaseDirectory, "/lib", "/lib64", "/usr/lib", "/usr/lib64",
            "/usr/share/zoneinfo", "/proc/self", "/proc/meminfo", "/proc/cpuinfo", "/sys/fs/cgroup", "/sys/devices/system/cpu", "/dev/urandom", "/dev/null", "/etc/ld.so.cache", "/etc/localtime",
        }.Where(path => Directory.Exists(path) || File.Exists(path));

    private static void Permit(int ruleset, string path, ulong access)
    {
        var descriptor = open(Encoding.UTF8.GetBytes(path + '\0'), PathOnly);
        if (descriptor < 0)
            return;
        var rule = new PathRule { Access = Directory.Exists(path) ? access : access & ~ReadDirectory, Parent = descriptor };
        _ = syscallRule(AddRule, ruleset, BeneathPath, in rule, 0);
        _ = close(descriptor);
    }

    private static bool OnlyThisProcess()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return false;

        var program = new List<FilterStep>
        {
            // struct seccomp_data: the call's number at 0, the processor at 4, the low half of the first argument at 16.
            FilterStep.Load(4),
            FilterStep.JumpUnlessEqual(ArchitectureX64, 1),
            FilterStep.Jump(1),
            FilterStep.Return(KillProcess),
            FilterStep.Load(0),
            // The 32-bit pointers' numbering of the same calls.
            FilterStep.JumpIfBelow(OtherNumbering, 1),
            FilterStep.Return(Refuse),
        };
        foreach (var call in Refused)
        {
            program.Add(FilterStep.JumpUnlessEqual(call, 1));
            program.Add(FilterStep.Return(Refuse));
        }

        // The C library makes threads with clone3, whose flags cannot be looked at, and with clone where that is missing.
        program.AddRange([FilterStep.JumpUnlessEqual(Clone3, 1), FilterStep.Return(NoSuchCall)]);
        program.AddRange([FilterStep.JumpUnlessEqual(Clone, 3), FilterStep.Load(16), FilterStep.JumpIfSet(SameProcess, 1), FilterStep.Return(Refuse)]);
        // The runtime stops its own threads by signals; other processes are none of its business.
        program.AddRange([FilterStep.JumpUnlessEqual(SignalThread, 4), FilterStep.Load(16), FilterStep.JumpUnlessEqual((uint)Environment.ProcessId, 1), FilterStep.Return(Allow), FilterStep.Return(Refuse)]);
        program.Add(FilterStep.Return(Allow));

        var steps = program.ToArray();
        var pinned = GCHandle.Alloc(steps, GCHandleType.Pinned);
        try
        {
            var filter = new FilterProgram { Length = (ushort)steps.Length, Steps = pinned.AddrOfPinnedObject() };
            return syscallFilter(Seccomp, SetFilter, AllThreads, in filter) == 0;
        }
        finally
        {
            pinned.Free();
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public nuint Soft;
        public nuint Hard;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct RulesetAttributes
    {
        public ulong Files;
        public ulong Network;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct PathRule
    {
        public ulong Access;
        public int Parent;
    }

    // struct sock_filter
    [StructLayout(LayoutKind.Sequential)]
    private struct FilterStep
    {
        public ushort Code;
        public byte WhenTrue;
        public byte WhenFalse;
        public uint Value;

        public static FilterStep Load(uint offset) => new() { Code = 0x20, Value = offset };

        public static FilterStep JumpUnlessEqual(uint value, byte over) => new() { Code = 0x15, WhenFalse = over, Value = value };

        public static FilterStep JumpIfBelow(uint value, byte over) => new() { Code = 0x35, WhenFalse = over, Value = value };

        public static FilterStep JumpIfSet(uint bits, byte over) => new() { Code = 0x45, WhenTrue = over, Value = bits };

        public static FilterStep Jump(uint over) => new() { Code = 0x05, Value = over };

        public static FilterStep Return(uint verdict) => new() { Code = 0x06, Value = verdict };
    }

    // struct sock_fprog
    [StructLayout(LayoutKind.Sequential)]
    private struct FilterProgram
    {
        public ushort Length;
        public nint Steps;
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int setrlimit(int resource, in ResourceLimit limit);

    [DllImport("libc", SetLastError = true)]
    private static extern int prctl(int option, nuint two, nuint three, nuint four, nuint five);

    [DllImport("libc", SetLastError = true)]
    private static extern int open(byte[] path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int descriptor);

    [DllImport("libc", SetLastError = true)]
    private static extern long syscall(long number, long one, long two, long three);

    [DllImport("libc", SetLastError = true, EntryPoint = "syscall")]
    private static extern long syscallRuleset(long number, in RulesetAttributes attributes, long size, long flags);

    [DllImport("libc", SetLastError = true, EntryPoint = "syscall")]
    private static extern long syscallRule(long number, long ruleset, long type, in PathRule rule, long flags);

    [DllImport("libc", SetLastError = true, EntryPoint = "syscall")]
    private static extern long syscallFilter(long number, long operation, long flags, in FilterProgram program);
}
