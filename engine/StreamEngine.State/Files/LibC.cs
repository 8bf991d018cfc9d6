using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StreamEngine.State.Files;

/// <summary>What .NET has no call for.</summary>
internal static partial class LibC
{
    private const int ReadOnlyFlag = 0;
    private const int WillNeed = 3;

    /// <summary>Makes a folder's entries durable. On Windows the file system journals them itself.</summary>
    public static void SyncDirectory(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(directory, ReadOnlyFlag);
        if (descriptor < 0) throw Failed("open", directory);
        try
        {
            if (Fsync(descriptor) != 0) throw Failed("fsync", directory);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>
    /// Starts reading a stretch of a file into the page cache; a hint, so its outcome does not matter.
    /// </summary>
    public static void Prefetch(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux()) _ = Fadvise(file, offset, length, WillNeed);
    }

    private static IOException Failed(string call, string directory) =>
        new($"{call} of the folder '{directory}' failed with error {Marshal.GetLastPInvokeError()}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fadvise(SafeFileHandle file, long offset, long length, int advice);
}
