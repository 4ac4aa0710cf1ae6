using System.CommandLine;
using LoopWorker.Commands;
using LoopWorker.Configuration;

var root = new RootCommand(
    "LoopWorker turns purchases and geofence crossings from queues into Loop state, each exactly once."
)
{
    DemoCommand.Create(),
    ProcessCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        await Console.Error.WriteLineAsync(error.Message);
    await Console.Error.WriteLineAsync("'loopworker --help' lists the commands and their options.");
    return ExitCodes.WrongUsage;
}
try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (SettingsException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return ExitCodes.WrongUsage;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return ExitCodes.Failed;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Interrupted.");
    return ExitCodes.Failed;
}
