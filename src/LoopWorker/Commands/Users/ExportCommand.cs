using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Cards;
using LoopWorker.Commands.Completion;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Operations.Users;
using LoopWorker.Terminal;

namespace LoopWorker.Commands.Users;

/// <summary><c>loopworker user export</c></summary>
internal static class ExportCommand
{
    private const string StandardOutput = "-";

    public static Command Create()
    {
        var user = CardsCommand.User();
        var file = new Argument<string?>("NEW-FILE")
        {
            Description = "The file to write; without it, or with -, standard output.",
            Arity = ArgumentArity.ZeroOrOne,
        }
            .CompletedByFiles()
            .InFolderThatExists();
        var scan = new Option<bool>("--scan")
        {
            Description =
                "Also read the whole table for the markers and cards that nothing of the user's leads to. Without it, the export says that it is not complete.",
        };
        var force = new Option<bool>("--force") { Description = "Overwrite the file if there is one." };
        // What is stored is JSON anyway.
        var json = new Option<bool>("--json")
        {
            Description = "Print one JSON object, as without it, also if nothing is stored.",
        };
        var command = new Command(
            "export",
            "Export all that is stored about a user as one JSON object, to hand over to the person. Secrets of the session are left out."
        )
        {
            user,
            file,
            scan,
            force,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed.GetValue(user)!,
                    parsed.GetValue(file) ?? StandardOutput,
                    parsed.GetValue(scan),
                    parsed.GetValue(force),
                    parsed.GetValue(json),
                    cancellation
                )
        );
        return command.WithExamples("loopworker user export ada ada.json --scan");
    }

    private static async Task<int> RunAsync(
        string user,
        string file,
        bool scan,
        bool force,
        bool json,
        CancellationToken cancellation
    )
    {
        // Before the table is read: it may take long.
        if (file != StandardOutput && !force && Path.Exists(file))
            throw new UsageException(
                $"NEW-FILE is '{file}', which exists, and it is not overwritten: name another file, or give --force."
            );
        await using var session = OperatorSession.Open();
        var (export, isEmpty) = await new UserExport(session.Ports.Table, session.Ports.Time).ExportAsync(
            user,
            scan ? ScanDisplay.Create("items of the user") : null,
            cancellation
        );
        if (isEmpty)
        {
            if (json)
                await Console.Out.WriteLineAsync(ReportJson.Safe(export));
            await Console.Error.WriteLineAsync($"Nothing is stored about {user}.");
            return ExitCodes.Failed;
        }
        if (file == StandardOutput)
            await Console.Out.WriteLineAsync(ReportJson.Safe(export));
        else
            await WriteAsync(file, export, force, cancellation);
        return ExitCodes.Done;
    }

    // For its owner only, as it is about a person; one that has appeared meanwhile stays.
    private static async Task WriteAsync(string file, JsonObject export, bool force, CancellationToken cancellation)
    {
        var options = new FileStreamOptions
        {
            Mode = force ? FileMode.Create : FileMode.CreateNew,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(file, options))
            await writer.WriteAsync((export.ToJsonString(ReportJson.Options) + "\n").AsMemory(), cancellation);
        await Console.Out.WriteLineAsync(
            SafeText.Of($"Exported to {file}.")
                + (
                    export["complete"]!.GetValue<bool>()
                        ? ""
                        : " Without --scan, markers that nothing leads to are not in it."
                )
        );
    }
}
