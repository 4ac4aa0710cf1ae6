using LoopWorker.Commands.Arguments;
using LoopWorker.Operations.DeadLetters.Exporting;
using LoopWorker.Operations.DeadLetters.Letters;

namespace LoopWorker.Commands.DeadLetters;

/// <summary>A file of letters that is being written, or standard output.</summary>
internal sealed class LetterExport : IAsyncDisposable
{
    private const string StandardOutput = "-";
    private readonly StreamWriter _writer;
    private readonly FileStream? _file;

    private readonly bool _keepsEmpty;

    private LetterExport(string name, FileStream? file, bool keepsEmpty)
    {
        Name = name;
        _keepsEmpty = keepsEmpty;
        _file = file;
        _writer = new StreamWriter(file ?? Console.OpenStandardOutput()) { NewLine = "\n" };
    }

    public string Name { get; }

    public int Letters { get; private set; }

    public bool IsStandardOutput => _file is null;

    /// <summary>Begins a file, which only its owner may read.</summary>
    /// <param name="name">Its name, or - for standard output.</param>
    /// <param name="keepsEmpty">Whether the file stays if nothing is written to it.</param>
    /// <exception cref="UsageException">If there is a file of that name.</exception>
    public static LetterExport Create(string name, bool keepsEmpty = true)
    {
        if (name == StandardOutput)
            return new LetterExport("standard output", file: null, keepsEmpty);
        if (Path.Exists(name))
            throw new UsageException(
                $"FILE is '{name}', which exists: name a file that does not, or - for standard output."
            );
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new LetterExport(name, new FileStream(name, options), keepsEmpty);
    }

    public async Task WriteAsync(IEnumerable<Letter> letters)
    {
        foreach (var letter in letters)
        {
            await _writer.WriteLineAsync(ExportedLetter.Of(letter).ToLine());
            Letters++;
        }
    }

    /// <summary>Returns when what was written is on the disk.</summary>
    public async Task FlushAsync()
    {
        await _writer.FlushAsync();
        _file?.Flush(flushToDisk: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.FlushAsync();
        await _writer.DisposeAsync();
        if (!_keepsEmpty && Letters == 0 && _file is not null)
            File.Delete(Name);
    }
}
