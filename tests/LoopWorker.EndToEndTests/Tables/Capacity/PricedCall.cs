using LoopWorker.Tables;
using LoopWorker.Tables.Capacity;

namespace LoopWorker.EndToEndTests.Tables.Capacity;

/// <summary>One call of a session, and what it cost on an engine.</summary>
/// <param name="Kind">What is special about its price; differences between engines are listed by it.</param>
/// <param name="Detail">The call itself, for people.</param>
/// <param name="RunAsync">Makes it.</param>
internal sealed record PricedCall(string Kind, string Detail, Func<ITable, Task<ConsumedCapacity>> RunAsync);
