using LoopWorker.Commands.Arguments;
using LoopWorker.Operations.DeadLetters.Exporting;
using LoopWorker.Operations.DeadLetters.Letters;
using Microsoft.Win32.SafeHandles;

namespace LoopWorker.Commands.DeadLetters;

/// <summary>A file of letters that is being written, or standard output.</summary>
internal sealed class LetterExport : IAsyncDisposable
{
    private const string StandardOutput = "-";
    private readonly StreamWriter _writer;
    private readonly FileStream? _file;
    private bool _isComplete;

    private LetterExport(string name, FileStream? file)
    {
        Name = name;
        _file = file;
        _writer = new StreamWriter(file ?? OpenStandardOutput()) { NewLine = "\n" };
    }

    public string Name { get; }

    public int Letters { get; private set; }

    public bool IsStandardOutput => _file is null;

    /// <summary>Begins a file, which only its owner may read.</summary>
    /// <param name="name">Its name, or - for standard output.</param>
    /// <param name="option">What names it, for errors.</param>
    /// <exception cref="UsageException">If there is a file of that name.</exception>
    public static LetterExport Create(string name, string option)
    {
        if (name == StandardOutput)
            return new LetterExport("standard output", file: null);
        if (Path.Exists(name))
            throw new UsageException(
                $"{option} is '{name}', which exists: name a file that does not, or - for standard output."
            );
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new LetterExport(name, new FileStream(name, options));
    }

    public async Task WriteAsync(IEnumerable<Letter> letters)
    {
        foreach (var letter in letters)
        {
            await _writer.WriteLineAsync(ExportedLetter.Of(letter).ToLine());
            Letters++;
        }
    }

    /// <summary>Returns when what was written is on the disk, or with whoever reads standard output.</summary>
    /// <exception cref="IOException">If it cannot be written: the disk is full, or nobody reads any longer.</exception>
    public async Task FlushAsync()
    {
        await _writer.FlushAsync();
        _file?.Flush(flushToDisk: true);
    }

    /// <summary>Ends the file. Without this it is taken for broken off, and not kept.</summary>
    public async Task CompleteAsync()
    {
        await FlushAsync();
        _isComplete = true;
    }

    /// <summary>Keeps the file as it is, though no more may come.</summary>
    public void Keep() => _isComplete = true;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _writer.DisposeAsync();
        }
        catch (IOException) when (!_isComplete || _file is null)
        {
            // Whoever wrote to it has been told.
        }
        if (!_isComplete && _file is not null)
            File.Delete(Name);
    }

    // The console's own stream takes it for a success when nobody reads any longer.
    private static Stream OpenStandardOutput() =>
        OperatingSystem.IsWindows()
            ? Console.OpenStandardOutput()
            : new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
}
