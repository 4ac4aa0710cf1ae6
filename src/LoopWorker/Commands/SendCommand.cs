using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Completion;
using LoopWorker.Commands.Help;
using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Hosting;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Preferences;
using LoopWorker.Processing;
using LoopWorker.Queues;
using LoopWorker.Sending;
using LoopWorker.Tables;
using LoopWorker.Terminal;
using LoopWorker.Wording;

namespace LoopWorker.Commands;

/// <summary><c>loopworker send FILE...</c></summary>
public static class SendCommand
{
    private const int LongFile = 1_000;

    public static Command Create()
    {
        var files = FileOptions.Files();
        var queue = new Option<string?>("--queue")
        {
            Description = "The source queue to send to. Default: the first.",
            HelpName = "name",
        }.CompletedBySettings(settings => settings.Queues.Sources.Select(source => source.Queue));
        var inOrder = new Option<bool>("--in-order")
        {
            Description =
                "Before each card or preferences line, wait until a worker has processed everything sent so far.",
        };
        var asIs = new Option<bool>("--as-is") { Description = "Also send events that will become dead letters." };
        var shiftTo = FileOptions.ShiftTo();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("send", "Check files of events and send the events to a queue.")
        {
            files,
            queue,
            inOrder,
            asIs,
            shiftTo,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed.GetValue(files)!,
                    parsed.GetValue(queue),
                    new SendOptions(parsed.GetValue(inOrder), parsed.GetValue(asIs)),
                    parsed.GetValue(shiftTo),
                    parsed.GetValue(json),
                    cancellation
                )
        );
        return command.WithExamples(
            "loopworker send samples/morning.ndjson --as-is --shift-to now",
            "loopworker send samples/morning.ndjson --queue loop-events --in-order"
        );
    }

    private static async Task<int> RunAsync(
        string[] files,
        string? queueName,
        SendOptions options,
        DateTimeOffset? shiftTo,
        bool json,
        CancellationToken cancellation
    )
    {
        var settings = SettingsLoading.Load(WorkerHost.ReadConfiguration());
        var source = SourceOf(settings, queueName);
        var reader = settings.Pipeline.NewReader();
        var input = await InputFiles.ReadAsync(files, shiftTo, cancellation);
        var (time, randomness) = (TimeProvider.System, Randomness.Unseeded());
        // Events shifted into the future are read, and state is set up, as of that time.
        var clock = shiftTo > time.GetUtcNow() ? new StandingClock(shiftTo.Value) : time;
        await using var aws = new AwsServices(settings, randomness, time);
        var table = aws.OpenTable();
        var subjects = new LineSubjects(reader, source.DefaultType, clock);
        var path = new List<IQueue> { await aws.Queues.OpenAsync(source.Queue, cancellation) };
        // With --in-order, an event has taken effect when it has left the routing queue too.
        if (options.InOrder && settings.Routing.Queue is { } routing)
            path.Add(await aws.Queues.OpenAsync(routing, cancellation));
        var sender = new LineSender(
            path,
            subjects,
            new StatePreparation(
                new CardDirectory(table, aws.Queues, randomness, clock),
                new PreferencesStore(table, clock),
                subjects
            ),
            options,
            new EmptyQueues(QuietRule.Of(aws.Hosts), randomness, time),
            randomness,
            time
        );
        string? failure = null;
        try
        {
            await ProgressDisplay.RunAsync(
                "Lines sent",
                input.Count,
                async progress =>
                {
                    await sender.SendAsync(input.All, progress, cancellation);
                    return 0;
                },
                LongFile
            );
        }
        catch (Exception exception) when (exception is QueueException or TableException or PutBackException)
        {
            failure = exception.Message;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            failure = "Interrupted: the lines after those were not sent.";
        }
        await WriteAsync(sender.Report, input.Count, failure, json);
        var done = sender.Report.Sent + sender.Report.Prepared;
        return done == input.Count ? ExitCodes.Done
            : done == 0 ? ExitCodes.Failed
            : ExitCodes.PartlyDone;
    }

    private static SourceSettings SourceOf(LoopWorkerSettings settings, string? name)
    {
        var sources = settings.Queues.Sources;
        return name is null
            ? sources[0]
            : sources.FirstOrDefault(source => source.Queue == name)
                ?? throw new UsageException(
                    $"--queue is '{name}': it must be one of LoopWorker:Queues:Sources, {Listing.Or([.. sources.Select(source => source.Queue)])}."
                );
    }

    private static async Task WriteAsync(SendReport report, int lines, string? failure, bool json)
    {
        if (json)
        {
            var refused = report.Refused.Select(entry =>
                (JsonNode)
                    new JsonObject
                    {
                        ["file"] = entry.Line.File,
                        ["line"] = entry.Line.Number,
                        ["code"] = entry.Failure.Code,
                        ["detail"] = entry.Failure.Detail,
                    }
            );
            var root = new JsonObject
            {
                ["queue"] = report.Queue,
                ["lines"] = lines,
                ["sent"] = report.Sent,
                ["prepared"] = report.Prepared,
                ["uncertain"] = report.Uncertain,
                ["refused"] = new JsonArray([.. refused]),
                ["error"] = failure,
            };
            await Console.Out.WriteLineAsync(ReportJson.Safe(root));
        }
        else
        {
            foreach (var (line, reason) in report.Refused)
                await Console.Error.WriteLineAsync(
                    SafeText.Of($"{line.File}:{line.Number}: {reason.Code}: {reason.Detail}")
                );
            await Console.Out.WriteLineAsync(
                $"Of {lines} lines, {report.Sent} were sent to {report.Queue}, {report.Prepared} written to the table, and {report.Refused.Count} refused.{Uncertain(report.Uncertain)}"
            );
        }
        if (failure is not null)
            await Console.Error.WriteLineAsync(SafeText.Of(failure));
    }

    private static string Uncertain(int count) =>
        count == 0 ? "" : $" {count} more were under way and may have been sent.";
}
