using LoopWorker.Operations.DeadLetters.Letters;

namespace LoopWorker.Operations.DeadLetters.Exporting;

/// <summary>A file of exported letters, which may have been edited. All of them are in memory.</summary>
public sealed class LetterFile
{
    private readonly Dictionary<string, ExportedLetter> _byId = new(StringComparer.Ordinal);

    private LetterFile() { }

    /// <summary>How many letters it has.</summary>
    public int Count { get; private set; }

    /// <summary>Reads a file of lines.</summary>
    /// <exception cref="LetterFileException">If a line is no letter.</exception>
    /// <exception cref="IOException">If it cannot be read.</exception>
    public static LetterFile Read(string path)
    {
        var file = new LetterFile();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                file.Add(line, $"{path}:{number}");
        }
        return file;
    }

    /// <summary>The file's version of a letter; null if it has none.</summary>
    public ExportedLetter? Find(Letter letter) =>
        _byId.GetValueOrDefault(letter.Message.MessageId)
        ?? (letter.Note is { } note ? _byId.GetValueOrDefault(note.MessageId) : null);

    private void Add(string line, string where)
    {
        try
        {
            var letter = ExportedLetter.FromLine(line);
            _byId[letter.LetterId] = letter;
            // In a FIFO queue, letters get another id when others are replayed from behind them.
            if (letter.OriginalId is { } original)
                _byId.TryAdd(original, letter);
            Count++;
        }
        catch (FormatException exception)
        {
            throw new LetterFileException(
                $"{where} is no letter of an export ({exception.Message}): expected the lines of 'dlq export', of which body, attributes and group_id may be edited.",
                exception
            );
        }
    }
}

/// <summary>A line of a file is no letter. The message names the file, the line and what is wrong with it.</summary>
public sealed class LetterFileException(string message, Exception cause) : FormatException(message, cause);
