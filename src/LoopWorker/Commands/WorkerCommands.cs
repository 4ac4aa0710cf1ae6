using System.CommandLine;
using LoopWorker.Commands.Captures;
using LoopWorker.Commands.Cards;
using LoopWorker.Commands.Contexts;
using LoopWorker.Commands.DeadLetters;
using LoopWorker.Commands.Events;
using LoopWorker.Commands.Help;
using LoopWorker.Commands.Sessions;
using LoopWorker.Commands.Users;

namespace LoopWorker.Commands;

/// <summary>All commands of the program.</summary>
public static class WorkerCommands
{
    public static RootCommand Create()
    {
        var root = new RootCommand(
            "LoopWorker turns purchases, geofence crossings and vault events from queues into Loop state, each exactly once. Without a command, it runs the worker."
        )
        {
            RunCommand.Create(),
            DemoCommand.Create(),
            ProcessCommand.Create(),
            SendCommand.Create(),
            CompareCommand.Create(),
            ProvisionCommand.Create(),
            CheckCommand.Create(),
            DlqCommand.Create(),
            CardsCommand.Create(),
            CountsCommand.Create(),
            UserCommand.Create(),
            EventCommand.Create(),
            CapturesCommand.Create(),
            SessionsCommand.Create(),
            ContextCommand.Create(),
            HealthCommand.Create(),
        };
        root.SetAction((_, cancellation) => RunCommand.RunAsync(cancellation));
        HelpWithExamples.UseFor(root);
        return root.WithExamples("loopworker run", "loopworker demo", "loopworker help process");
    }
}
