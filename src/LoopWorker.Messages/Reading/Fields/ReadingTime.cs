namespace LoopWorker.Messages.Reading.Fields;

/// <summary>What <c>occurred_at</c> is held against.</summary>
public readonly record struct ReadingTime(DateTimeOffset Now, TimeSpan FutureTolerance);
