using System.Reflection;
using LoopWorker.Aws;
using LoopWorker.Core;
using LoopWorker.Loop;
using LoopWorker.Messages.Reading;
using LoopWorker.Operations.Auditing;
using LoopWorker.Queues;
using LoopWorker.Queues.Sqs;
using LoopWorker.Tables;
using LoopWorker.Tables.DynamoDb;
using LoopWorker.Tables.Patterns.Locking;
using LoopWorker.VirtualTime;

namespace LoopWorker.Tests.Structure;

public sealed class LayerTests
{
    [Theory]
    [InlineData(typeof(ITable), "LoopWorker.Core")]
    [InlineData(typeof(Randomness), "")]
    [InlineData(typeof(IQueue), "LoopWorker.Core")]
    [InlineData(typeof(VirtualClock), "")]
    [InlineData(typeof(AwsOptions), "")]
    [InlineData(typeof(SqsQueueService), "LoopWorker.Aws,LoopWorker.Core,LoopWorker.Queues")]
    [InlineData(typeof(EventReader), "LoopWorker.Core,LoopWorker.Queues")]
    [InlineData(
        typeof(Worker),
        "LoopWorker.Core,LoopWorker.Messages,LoopWorker.Queues,LoopWorker.Tables,LoopWorker.Tables.Patterns"
    )]
    [InlineData(
        typeof(AuditLog),
        "LoopWorker.Core,LoopWorker.Loop,LoopWorker.Messages,LoopWorker.Queues,LoopWorker.Tables,LoopWorker.Tables.Patterns"
    )]
    [InlineData(typeof(DistributedLock), "LoopWorker.Core,LoopWorker.Tables")]
    [InlineData(typeof(DynamoDbTableService), "LoopWorker.Aws,LoopWorker.Core,LoopWorker.Tables")]
    public void Arrows_run_downward_only(Type inAssembly, string expected) =>
        Assert.Equal(
            expected,
            string.Join(
                ',',
                References(inAssembly.Assembly)
                    .Where(name => name.StartsWith("LoopWorker", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
            )
        );

    [Theory]
    [InlineData(typeof(Randomness))]
    [InlineData(typeof(ITable))]
    [InlineData(typeof(IQueue))]
    [InlineData(typeof(EventReader))]
    [InlineData(typeof(Worker))]
    public void What_lies_below_the_executable_takes_no_package_but_logging(Type inAssembly) =>
        Assert.All(
            References(inAssembly.Assembly),
            name =>
                Assert.True(
                    name.StartsWith("System", StringComparison.Ordinal)
                        || name.StartsWith("LoopWorker", StringComparison.Ordinal)
                        || name == "Microsoft.Extensions.Logging.Abstractions",
                    $"{inAssembly.Assembly.GetName().Name} takes {name}."
                )
        );

    [Fact]
    public void What_both_engines_on_AWS_share_knows_no_service() =>
        Assert.Equal(
            ["AWSSDK.Core"],
            References(typeof(AwsOptions).Assembly).Where(name => !name.StartsWith("System", StringComparison.Ordinal))
        );

    private static IEnumerable<string> References(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(name => name.Name!);
}
