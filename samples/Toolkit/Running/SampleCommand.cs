using Amazon.DynamoDBv2;
using LoopWorker.Loop.State;
using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;

namespace LoopWorker.Samples.Toolkit.Running;

/// <summary>The command line: lists the samples, or runs one or all of them.</summary>
public static class SampleCommand
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int WrongUsage = 2;

    private const string OnDynamoDb = "--dynamodb";
    private const string Usage =
        $"Run one with '-- NAME', all of them with '-- all', on DynamoDB instead of in memory with '{OnDynamoDb}'.";

    /// <returns>The exit code: 0 done, 1 failed, 2 wrong usage.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellation
    )
    {
        string[] names = [.. arguments.Where(argument => argument != OnDynamoDb)];
        if (names.Length == 0)
        {
            foreach (var sample in Sample.All)
                output.WriteLine($"{sample.Name, -20}{sample.Summary}");
            output.WriteLine(Usage);
            return Done;
        }
        var chosen = Sample
            .All.Where(sample => names is ["all"] || names is [var name] && name == sample.Name)
            .ToList();
        if (chosen.Count == 0)
        {
            error.WriteLine($"'{string.Join(' ', names)}' is not a sample.");
            error.WriteLine($"The samples are {string.Join(", ", Sample.All.Select(sample => sample.Name))}. {Usage}");
            return WrongUsage;
        }
        try
        {
            foreach (var sample in chosen)
            {
                output.WriteLine($"== {sample.Name}: {sample.Summary}");
                await RunAsync(sample, arguments.Contains(OnDynamoDb), output.WriteLine, cancellation);
            }
            return Done;
        }
        catch (Exception exception) when (exception is TableException or StateException or AmazonDynamoDBException)
        {
            error.WriteLine(exception.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("Interrupted.");
            return Failed;
        }
    }

    private static Task RunAsync(
        Sample sample,
        bool isOnDynamoDb,
        Action<string> print,
        CancellationToken cancellation
    ) =>
        isOnDynamoDb
            ? DynamoDbRun.RunAsync(sample, print, cancellation)
            : sample.RunAsync(
                new InMemoryTable(sample.Definition(sample.Name), TimeProvider.System),
                print,
                cancellation
            );
}
