using System.Reflection;
using System.Runtime.CompilerServices;
using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Loop;
using LoopWorker.Messages.Reading;
using LoopWorker.Queues;
using LoopWorker.Queues.Sqs;
using LoopWorker.Tables;
using LoopWorker.Tables.DynamoDb;
using LoopWorker.Tables.Patterns.Locking;
using LoopWorker.VirtualTime;

namespace LoopWorker.Tests.Structure;

/// <summary>What is too large does more than one thing.</summary>
public sealed class SizeTests
{
    private const int MaximumLines = 300;
    private const int MaximumConstructorParameters = 7;

    [Fact]
    public void No_file_is_longer_than_can_be_taken_in_at_once() =>
        Assert.Empty(
            SourceTree.Files().Where(path => File.ReadLines(path).Count() > MaximumLines).Select(Path.GetFileName)
        );

    // Records hold data: they have as many parameters as there are data.
    [Fact]
    public void No_constructor_asks_for_more_than_seven_things() =>
        Assert.Empty(
            new[]
            {
                typeof(Randomness),
                typeof(IQueue),
                typeof(ITable),
                typeof(SqsQueueService),
                typeof(DynamoDbTableService),
                typeof(DistributedLock),
                typeof(EventReader),
                typeof(Worker),
                typeof(VirtualClock),
                typeof(LoopWorkerSettings),
            }
                .SelectMany(type => type.Assembly.GetTypes())
                .Where(type => !IsRecord(type) && !IsGenerated(type))
                .SelectMany(type =>
                    type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                )
                .Where(constructor => constructor.GetParameters().Length > MaximumConstructorParameters)
                .Select(constructor => $"{constructor.DeclaringType}: {constructor.GetParameters().Length}")
        );

    private static bool IsGenerated(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute)) || type.Name.Contains("__", StringComparison.Ordinal);

    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            is not null;
}
