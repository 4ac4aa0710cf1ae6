namespace LoopWorker.Testing.Permissions;

/// <summary>The actions of IAM that the page of the state toolkit lists for each pattern and store.</summary>
public static class ListedActions
{
    private const string Heading = "## Permissions";

    /// <summary>Those of a row, in alphabetical order, without their prefix <c>dynamodb:</c>.</summary>
    /// <param name="row">What its first cell says.</param>
    /// <exception cref="InvalidOperationException">If there is no such row, or several.</exception>
    public static IReadOnlyList<string> Of(string row) =>
        [
            .. Rows()
                .Single(cells => cells[0].Trim() == row)[1]
                .Split(',')
                .Select(action => action.Trim().Trim('`'))
                .Order(StringComparer.Ordinal),
        ];

    private static IEnumerable<string[]> Rows() =>
        File.ReadLines(Repository.At("docs", "state-toolkit.md"))
            .SkipWhile(line => line != Heading)
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split(" | "));
}
