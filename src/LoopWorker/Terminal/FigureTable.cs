using Spectre.Console;

namespace LoopWorker.Terminal;

/// <summary>A table of names and figures.</summary>
public static class FigureTable
{
    public static void Write(IAnsiConsole console, string title, IEnumerable<(string Name, string Value)> rows)
    {
        var table = new Table()
            .Title(Markup.Escape(SafeText.Of(title)))
            .HideHeaders()
            .AddColumn("name")
            .AddColumn(new TableColumn("value").RightAligned());
        foreach (var (name, value) in rows)
            table.AddRow(Markup.Escape(SafeText.Of(name)), Markup.Escape(SafeText.Of(value)));
        console.Write(table);
    }
}
