using Spectre.Console;

namespace LoopWorker.Commands.DeadLetters;

/// <summary>Rows under headings: a table where the terminal is wide enough for it, elsewhere a block of lines for each row.</summary>
/// <param name="columns">The headings.</param>
public sealed class LetterTable(params string[] columns)
{
    // What a column of sentences needs to be read; the others keep their values on a line.
    private const int SentenceWidth = 20;
    private const int BorderWidth = 3;

    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="cells">As many as there are columns, as markup: see <see cref="LetterView.Cell"/>.</param>
    public void AddRow(params string[] cells) => _rows.Add(cells);

    public void WriteTo(IAnsiConsole console)
    {
        if (Enumerable.Range(0, columns.Length).Sum(WidthOf) + 1 <= console.Profile.Width)
            WriteTable(console);
        else
            WriteBlocks(console);
    }

    private static bool IsOfSentences(string column) =>
        column is "what" or "detail" or "would" or "counts" or "outcome";

    private int WidthOf(int column)
    {
        var widest = _rows
            .SelectMany(row => row[column].Split('\n'))
            .Append(columns[column])
            .Max(line => Markup.Remove(line).Length);
        return BorderWidth + (IsOfSentences(columns[column]) ? Math.Min(widest, SentenceWidth) : widest);
    }

    private void WriteTable(IAnsiConsole console)
    {
        var table = new Table();
        foreach (var column in columns)
        {
            var shown = new TableColumn(column);
            if (column is "letters" or "replays")
                shown.RightAligned();
            if (!IsOfSentences(column))
                shown.NoWrap();
            table.AddColumn(shown);
        }
        foreach (var row in _rows)
            table.AddRow(row);
        console.Write(table);
    }

    private void WriteBlocks(IAnsiConsole console)
    {
        foreach (var row in _rows)
        {
            foreach (var (column, cell) in columns.Zip(row).Where(pair => pair.Second.Length > 0))
                console.MarkupLine($"{column}: {cell}");
            console.WriteLine();
        }
    }
}
