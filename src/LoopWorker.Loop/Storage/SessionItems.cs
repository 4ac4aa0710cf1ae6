using System.Text.Json;
using LoopWorker.Loop.Json;
using LoopWorker.Loop.State;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Storage;

/// <summary>The SESSION item, read and written, save for the time that it lives.</summary>
public static class SessionItems
{
    public static Item Write(string user, SessionKeyData session) =>
        Item.Of(
            Keys.Session(user),
            (Attributes.SessionData, WriteData(session)),
            (Attributes.ExpiresAt, session.ExpiresAt)
        );

    /// <summary>The attribute with the session itself.</summary>
    public static string WriteData(SessionKeyData session) =>
        JsonSerializer.Serialize(session, LoopJson.Stored.SessionKeyData);

    /// <exception cref="StoredStateException">If its JSON is none, or not a session.</exception>
    public static SessionKeyData Read(Item item)
    {
        var json =
            item[Attributes.SessionData]?.AsString
            ?? throw new StoredStateException(
                $"A SESSION item has no string {Attributes.SessionData}. Mend or remove the item."
            );
        try
        {
            return JsonSerializer.Deserialize(json, LoopJson.Stored.SessionKeyData)
                ?? throw new StoredStateException(
                    $"The {Attributes.SessionData} of a SESSION item is null. Mend or remove the item."
                );
        }
        catch (JsonException exception)
        {
            throw new StoredStateException(
                $"The {Attributes.SessionData} of a SESSION item is not a session: "
                    + $"{StoredJsonFault.Describe(json, LoopJson.Stored.SessionKeyData, exception)}. Mend or remove the item.",
                exception
            );
        }
    }
}
