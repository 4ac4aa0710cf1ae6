namespace LoopWorker.Testing.Documents;

/// <summary>Commands that a page shows together.</summary>
/// <param name="Page">The path of the page.</param>
/// <param name="Line">The number of the first line.</param>
/// <param name="Text">The lines.</param>
public sealed record CommandBlock(string Page, int Line, string Text)
{
    /// <summary>Each command, on one line or on several that a backslash or a quotation mark joins; without comments.</summary>
    public IEnumerable<DocumentedCommand> Commands
    {
        get
        {
            var command = "";
            var first = Line;
            var line = Line;
            foreach (var text in Text.Split('\n'))
            {
                if (command.Length == 0)
                    first = line;
                command += command.Length == 0 ? text.TrimStart() : $"\n{text}";
                line++;
                if (command.EndsWith('\\') || command.Count(letter => letter == '\'') % 2 != 0)
                    continue;
                if (command.Length > 0 && command[0] != '#')
                    yield return new DocumentedCommand(Page, first, command);
                command = "";
            }
            if (command.Length > 0)
                yield return new DocumentedCommand(Page, first, command);
        }
    }
}

/// <summary>A command as a page shows it.</summary>
/// <param name="Page">The path of the page.</param>
/// <param name="Line">The number of its first line.</param>
/// <param name="Text">All of its lines.</param>
public sealed record DocumentedCommand(string Page, int Line, string Text)
{
    public override string ToString() => $"{Page}:{Line}: {Text}";
}
