using System.CommandLine;
using LoopWorker.Commands;
using LoopWorker.Commands.Arguments;
using LoopWorker.Configuration;
using LoopWorker.Hosting;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Operations;
using LoopWorker.Queues;
using LoopWorker.Tables;

var parsed = CommandParsing.Parse(WorkerCommands.Create(), args);
if (UsageErrors.Of(parsed, args) is { Count: > 0 } errors)
{
    foreach (var error in errors)
        await Console.Error.WriteLineAsync(error);
    await Console.Error.WriteLineAsync($"See '{UsageErrors.HelpOf(parsed.CommandResult.Command)}'.");
    return ExitCodes.WrongUsage;
}
try
{
    return await parsed.InvokeAsync(
        new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            // A signal cancels; how long the end may take is for each command to say (LoopWorker:ShutdownTimeout).
            ProcessTerminationTimeout = TimeSpan.FromHours(1),
        }
    );
}
catch (Exception exception) when (exception is SettingsException or UsageException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return ExitCodes.WrongUsage;
}
catch (Exception exception)
    when (exception
            is IOException
                or UnauthorizedAccessException
                or QueueException
                or TableException
                or PutBackException
                or StoredStateException
                or StateException
                or PreflightException
                or OperationRefusedException
                or FormatException
    )
{
    await Console.Error.WriteLineAsync(exception.Message);
    return ExitCodes.Failed;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Interrupted.");
    return ExitCodes.Failed;
}
