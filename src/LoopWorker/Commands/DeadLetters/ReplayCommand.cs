using System.CommandLine;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Operating;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Terminal;

namespace LoopWorker.Commands.DeadLetters;

/// <summary><c>loopworker dlq replay</c></summary>
internal static class ReplayCommand
{
    private const int ManyLetters = 100;

    public static Command Create()
    {
        var arguments = new ReplayArguments();
        var command = new Command(
            "replay",
            "Send dead letters back to the queues they came from, as they were. No replay makes an event take effect twice."
        );
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(arguments, parsed, cancellation));
        return command.WithExamples(
            "loopworker dlq replay --code no_rate --dry-run",
            "loopworker dlq replay --queue loop-events --code no_rate --rate 50",
            "loopworker dlq replay --resume"
        );
    }

    private static async Task<int> RunAsync(
        ReplayArguments arguments,
        ParseResult parsed,
        CancellationToken cancellation
    )
    {
        var request = arguments.Read(parsed);
        var json = parsed.GetValue(arguments.Json);
        var sweep = SweepArguments.Read(parsed, arguments.VisibilityTimeout);
        await using var session = OperatorSession.Open();
        var queue = session.Choose(parsed.GetValue(arguments.Queue));
        if (parsed.GetValue(arguments.DryRun))
        {
            var preview = await ReplayPreview.MakeAsync(queue, request, session.Ports, sweep, cancellation);
            await ReplayView.WriteAsync(queue, preview, json);
            return ExitCodes.Done;
        }
        if (parsed.GetValue(arguments.Native))
            return await MoveAsync(queue, session, arguments.To(parsed), arguments.Rate(parsed), json, cancellation);

        var replay = new Replay(queue, session.Ports, sweep);
        var counts = new ReplayCounts();
        try
        {
            var report = await ProgressDisplay.RunAsync(
                "Letters replayed",
                await CountAsync(queue, session, request.Max, cancellation),
                progress =>
                {
                    void Tell(ReplayCounts now)
                    {
                        counts = now;
                        progress(now.Replayed);
                    }
                    return parsed.GetValue(arguments.Resume)
                        ? replay.ResumeAsync(arguments.RunToResume(parsed), Tell, cancellation)
                        : replay.RunAsync(request, CurrentOperator.Get(), Tell, cancellation);
                },
                ManyLetters
            );
            await ReplayView.WriteAsync(queue, report, json);
            return report.Record.Outcome switch
            {
                Outcomes.Done => ExitCodes.Done,
                Outcomes.PartlyDone => ExitCodes.PartlyDone,
                _ => ExitCodes.Failed,
            };
        }
        catch (Exception exception) when (exception is OperationCanceledException or QueueException or TableException)
        {
            await ReplayView.WriteInterruptedAsync(queue, counts, exception);
            return counts.Replayed > 0 ? ExitCodes.PartlyDone : ExitCodes.Failed;
        }
    }

    private static async Task<int> MoveAsync(
        DeadLetterQueue queue,
        OperatorSession session,
        string? to,
        int? rate,
        bool json,
        CancellationToken cancellation
    )
    {
        await Console.Error.WriteLineAsync(
            "SQS moves all letters as they are: it chooses and edits none, keeps no order among message groups, counts no replays, and asks no letter for its age."
        );
        var total = await CountAsync(queue, session, maximum: null, cancellation);
        var task = await ProgressDisplay.RunAsync(
            "Letters moved",
            total,
            progress =>
                new NativeMove(queue, session.Ports).RunAsync(to, rate, CurrentOperator.Get(), progress, cancellation)
        );
        await ReplayView.WriteAsync(queue, task, json);
        return ExitCodes.Done;
    }

    private static async Task<long> CountAsync(
        DeadLetterQueue queue,
        OperatorSession session,
        int? maximum,
        CancellationToken cancellation
    )
    {
        var depth = await (await session.Ports.Queues.OpenAsync(queue.Name, cancellation)).GetDepthAsync(cancellation);
        return Math.Min(depth.Total, maximum ?? long.MaxValue);
    }
}
