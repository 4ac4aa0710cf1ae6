namespace LoopWorker.Queues.Sqs.Queues;

/// <summary>SQS takes whole seconds.</summary>
internal static class Seconds
{
    /// <summary>Rounded up, so that nothing is shorter than was asked for; what is out of range stays so.</summary>
    public static int Of(TimeSpan time) => (int)Math.Clamp(Math.Ceiling(time.TotalSeconds), int.MinValue, int.MaxValue);
}
