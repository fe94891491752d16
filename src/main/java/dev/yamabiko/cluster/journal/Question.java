package dev.yamabiko.cluster.journal;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.ExecutionCallback;
import com.hazelcast.core.HazelcastInstance;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What one member asks another, and the answer to come. Thread-safe. */
final class Question implements ExecutionCallback<Boolean> {

    private final CompletableFuture<Boolean> answer = new CompletableFuture<>();

    private Question() {}

    static CompletionStage<Boolean> ask(HazelcastInstance instance, Member member, Callable<Boolean> what) {
        Question question = new Question();
        instance.getExecutorService(JournalMaps.MEMBERS).submitToMember(what, member, question);
        return question.answer;
    }

    @Override
    public void onResponse(Boolean response) {
        answer.complete(response);
    }

    @Override
    public void onFailure(Throwable error) {
        answer.completeExceptionally(error);
    }
}
