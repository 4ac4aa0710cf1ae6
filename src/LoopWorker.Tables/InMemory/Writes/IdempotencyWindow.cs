namespace LoopWorker.Tables.InMemory.Writes;

/// <summary>
/// The tokens of the transactions committed lately, each with a hash of its writes, until their time is over. Not
/// thread-safe: the table's lock guards it.
/// </summary>
/// <remarks>
/// Source: DynamoDB API reference, <c>TransactWriteItems</c>: a token is valid for ten minutes after the first request
/// with it is finished. The hash has 32 bits: it detects a caller's mistake, nothing rests on it.
/// </remarks>
internal sealed class IdempotencyWindow(TimeProvider time)
{
    private readonly Dictionary<string, int> _writes = new(StringComparer.Ordinal);
    private readonly Queue<(string Token, long Committed)> _byAge = new();

    /// <summary>The hash of the writes committed under the token within the window; null if there were none.</summary>
    public int? Find(string token)
    {
        Forget();
        return _writes.TryGetValue(token, out var hash) ? hash : null;
    }

    public void Remember(string token, int hash)
    {
        _writes.Add(token, hash);
        _byAge.Enqueue((token, time.GetTimestamp()));
    }

    private void Forget()
    {
        while (_byAge.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Committed) >= TableLimits.IdempotencyWindow)
            _writes.Remove(_byAge.Dequeue().Token);
    }
}
