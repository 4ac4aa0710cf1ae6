using LoopWorker.Queues.Tests.Contract;

namespace LoopWorker.Queues.Tests.InMemory;

public sealed class InMemorySendingTests() : SendingContract(new InMemoryEngine());

public sealed class InMemoryReceivingTests() : ReceivingContract(new InMemoryEngine());

public sealed class InMemoryVisibilityTests() : VisibilityContract(new InMemoryEngine());

public sealed class InMemoryDeletingTests() : DeletingContract(new InMemoryEngine());

public sealed class InMemoryRedriveTests() : RedriveContract(new InMemoryEngine());

public sealed class InMemoryFifoTests() : FifoContract(new InMemoryEngine());

public sealed class InMemoryLimitTests() : LimitContract(new InMemoryEngine());

public sealed class InMemoryServiceTests() : ServiceContract(new InMemoryEngine());

public sealed class InMemoryChangingTests() : ChangingContract(new InMemoryEngine());

public sealed class InMemoryDepthTests() : DepthContract(new InMemoryEngine());

public sealed class InMemoryMoveTests() : MoveContract(new InMemoryEngine());
