namespace LoopWorker.Queues.Sqs.Queues;

/// <summary>A queue's Amazon Resource Name: <c>arn:{partition}:sqs:{region}:{account}:{name}</c>.</summary>
internal static class QueueArn
{
    /// <summary>The name in it.</summary>
    /// <exception cref="QueueException">If it is no queue's.</exception>
    public static string NameOf(string arn) =>
        arn.Split(':') is ["arn", _, "sqs", _, _, { Length: > 0 } name]
            ? name
            : throw new QueueException(QueueErrors.InvalidParameter, $"'{arn}' is not the ARN of an SQS queue.");
}
