namespace LoopWorker.Queues.InMemory.Validation;

/// <summary>The characters that SQS takes in bodies and attributes: those of XML 1.0.</summary>
/// <remarks>#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.</remarks>
internal static class MessageText
{
    /// <summary>The place of the first character that is not taken; -1 if all are.</summary>
    public static int FindRefused(string text)
    {
        var at = 0;
        while (true)
        {
            // Nearly all text is of this range, which is passed over quickly.
            var offset = text.AsSpan(at).IndexOfAnyExceptInRange(' ', '\uD7FF');
            if (offset < 0)
                return -1;
            at += offset;
            if (text[at] is '\t' or '\n' or '\r' or (>= '\uE000' and <= '\uFFFD'))
                at++;
            else if (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]))
                at += 2;
            else
                return at;
        }
    }
}
