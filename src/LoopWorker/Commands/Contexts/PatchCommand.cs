using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Cards;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Loop.Json;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Operations.Contexts;
using LoopWorker.Terminal;

namespace LoopWorker.Commands.Contexts;

/// <summary><c>loopworker context patch</c></summary>
internal static class PatchCommand
{
    private const string Preferences = "preferences.";

    public static Command Create()
    {
        var user = CardsCommand.User();
        var changes = Changes();
        var dryRun = OperatorOptions.DryRun();
        var json = CardsCommand.Json();
        var command = new Command(
            "patch",
            "Change fields of a user's context, all or none. Workers and agents may write it meanwhile."
        )
        {
            user,
            changes,
            dryRun,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed.GetValue(user)!,
                    [.. parsed.GetValue(changes)!.Select(Read)],
                    parsed.GetValue(dryRun),
                    parsed.GetValue(json),
                    cancellation
                )
        );
        return command.WithExamples(
            "loopworker context patch ada preferences.auto_stake=false --dry-run",
            "loopworker context patch ada preferences.risk_tolerance=bold notifications.on_stake=true"
        );
    }

    private static async Task<int> RunAsync(
        string user,
        IReadOnlyList<FieldChange> changes,
        bool dryRun,
        bool json,
        CancellationToken cancellation
    )
    {
        UserContext before,
            after;
        try
        {
            await using var session = OperatorSession.Open();
            (before, after) = await new ContextPatching(
                session.Ports.Table,
                session.Audit,
                session.Ports.Randomness,
                session.Ports.Time
            ).PatchAsync(user, changes, dryRun ? null : CurrentOperator.Get(), cancellation);
        }
        catch (StateException exception) when (exception.Error == StateError.NotFound)
        {
            await Console.Error.WriteLineAsync($"{user} has no context. Nothing was changed.");
            return ExitCodes.Failed;
        }
        catch (StateException exception) when (exception.Error == StateError.Serialization)
        {
            await Console.Error.WriteLineAsync(SafeText.Of(Unreadable(user, exception)));
            return ExitCodes.Failed;
        }
        var report = Json(user, changes, before, after, dryRun);
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(report));
        else
            foreach (var line in Lines(user, report, dryRun))
                await Console.Out.WriteLineAsync(line);
        return ExitCodes.Done;
    }

    /// <summary>As <c>docs/commands/context-patch.schema.json</c> describes it. Pure.</summary>
    internal static JsonObject Json(
        string user,
        IEnumerable<FieldChange> changes,
        UserContext before,
        UserContext after,
        bool dryRun
    ) =>
        new()
        {
            ["user"] = user,
            ["dry_run"] = dryRun,
            ["version_before"] = before.Version,
            ["version_after"] = after.Version,
            ["changes"] = new JsonArray([
                .. changes
                    .Select(change => WithPreferences(change.Path))
                    .Distinct()
                    .Select(path => new JsonObject
                    {
                        ["path"] = path,
                        ["before"] = ValueAt(before, path),
                        ["after"] = ValueAt(after, path),
                    }),
            ]),
        };

    /// <summary>Whose context cannot be read, and what is to be done about it.</summary>
    internal static string Unreadable(string user, StateException exception) =>
        $"The context of {user} cannot be read, and nothing was changed. {exception.Message} The item is {Keys.Context(user).Partition}, {Keys.Context(user).Sort}; 'loopworker user show {user}' tells what else is stored.";

    private static IEnumerable<string> Lines(string user, JsonObject report, bool dryRun)
    {
        foreach (var change in report["changes"]!.AsArray().OfType<JsonObject>())
            yield return SafeText.Of(
                $"{change["path"]!.GetValue<string>()}: {Text(change["before"])} -> {Text(change["after"])}"
            );
        yield return dryRun ? "Nothing was changed: it was a dry run."
        : report["version_before"]!.GetValue<ulong>() == report["version_after"]!.GetValue<ulong>()
            ? "Nothing was changed: it is so already."
        : $"The context of {user} has version {report["version_after"]} now.";
    }

    private static string Text(JsonNode? value) => value?.ToJsonString(LoopJson.Stored.Options) ?? "null";

    private static string WithPreferences(string path) =>
        path.StartsWith(Preferences, StringComparison.Ordinal) ? path : Preferences + path;

    private static JsonNode? ValueAt(UserContext context, string path)
    {
        var preferences = JsonSerializer.SerializeToNode(context.Preferences, LoopJson.Stored.UserPreferences);
        return path[Preferences.Length..].Split('.').Aggregate(preferences, (node, name) => node?[name])?.DeepClone();
    }

    private static Argument<string[]> Changes()
    {
        var argument = new Argument<string[]>("PATH=VALUE")
        {
            Description = $"A field and its new value; the fields are {string.Join(", ", ContextPatch.Paths)}.",
            // Without it, help puts all that it completes to in the place of the name.
            HelpName = "PATH=VALUE",
            Arity = ArgumentArity.OneOrMore,
        };
        argument.CompletionSources.Add([.. ContextPatch.Paths.Select(path => path + "=")]);
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (PatchArguments.Read(token.Value, out _) is { } error)
                    result.AddError($"'{token.Value}': {error}");
            foreach (var path in Repeated(result.Tokens.Select(token => token.Value)))
                result.AddError($"{path} is given more than once: give each field one value.");
        });
        return argument;
    }

    private static IEnumerable<string> Repeated(IEnumerable<string> changes) =>
        changes
            .Where(text => PatchArguments.Read(text, out _) is null)
            .GroupBy(text => WithPreferences(Read(text).Path))
            .Where(same => same.Count() > 1)
            .Select(same => same.Key);

    // The validator has read it before.
    private static FieldChange Read(string text)
    {
        PatchArguments.Read(text, out var change);
        return change!;
    }
}
