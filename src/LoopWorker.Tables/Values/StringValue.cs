namespace LoopWorker.Tables.Values;

/// <summary>A string (DynamoDB's <c>S</c>). It may be empty, except in a key attribute.</summary>
public sealed record StringValue(string Text) : AttributeValue;
