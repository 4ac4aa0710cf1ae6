using System.CommandLine;
using LoopWorker.Commands;
using LoopWorker.Configuration;
using LoopWorker.Hosting;
using LoopWorker.Loop.Cards;
using LoopWorker.Queues;
using LoopWorker.Tables;

var parsed = WorkerCommands.Create().Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        await Console.Error.WriteLineAsync(error.Message);
    await Console.Error.WriteLineAsync("'loopworker --help' lists the commands and their options.");
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
catch (SettingsException exception)
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
                or PreflightException
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
