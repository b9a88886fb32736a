# GPT-2 (Radford et al. 2019) as a TorchScript program: scoring whole sequences, and writing many sequences at once, each with its own cache.
# D = width, H = heads, d = D / H, V = vocabulary, L = layers, C = context. Names in comments are Hugging Face's.
# The weights have the names that Hugging Face gives them: transformer.h[3].attn.c_attn.weight.
class Linear(NamedTuple):
  weight : Tensor            # [out, in]; blocked by oneDNN with bfloat16; empty where packed has it
  bias : Tensor              # [out]; likewise
  packed : List[__torch__.torch.classes.quantized.LinearPackedParamsBase]  # by FBGEMM, both in one; else none

class Norm(NamedTuple):
  weight : Tensor            # [D]
  bias : Tensor              # [D]

class Attention(NamedTuple):
  c_attn : __torch__.Linear  # [3D, D]
  c_proj : __torch__.Linear  # [D, D]

class Mlp(NamedTuple):
  c_fc : __torch__.Linear    # [4D, D]
  c_proj : __torch__.Linear  # [D, 4D]

class Block(NamedTuple):
  ln_1 : __torch__.Norm
  attn : __torch__.Attention
  ln_2 : __torch__.Norm
  mlp : __torch__.Mlp

class Transformer(NamedTuple):
  wte : Tensor               # [V, D]
  wpe : Tensor               # [C, D]
  h : List[__torch__.Block]
  ln_f : __torch__.Norm
  lm_head : Tensor           # [V, D], wte itself where they are tied; not used where it is packed
  packed : List[__torch__.torch.classes.quantized.LinearPackedParamsBase]   # lm_head, or none

class Gpt2(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  heads : int
  layers : int
  epsilon : float
  kernel : int               # 0 float32, 1 float16, 2 bfloat16, 3 int8
  pack : bool                # the matrices are packed for the kernel (CPU), else all tensors have its type (CUDA)
  activation : int           # 0 gelu (tanh), 1 gelu, 2 relu, 3 silu, 4 tanh, 5 gelu (sigmoid)
  tied : bool                # the projection to the vocabulary is wte
  never : List[int]          # ids without a token, which are never written
  absent : List[Tensor]      # they again, or none
  narrow : bool              # this CPU's int8 products need activations of 7 bits
  onednn : bool              # float32 matrices of whole sequences are multiplied by oneDNN
  loaded : List[__torch__.Transformer]  # one, once the last weight is there
  # what has been loaded until then
  flat : List[Tensor]        # the tensor that is being loaded
  embeddings : List[Tensor]
  head : List[__torch__.torch.classes.quantized.LinearPackedParamsBase]
  weight : List[Tensor]      # the weight whose bias comes next
  norms : List[__torch__.Norm]
  linears : List[__torch__.Linear]
  blocks : List[__torch__.Block]

  # ---- loading: wte, wpe, for each block ln_1, attn, ln_2 and mlp, then ln_f; of each the weight, then the bias; lm_head if it is not tied ----
  # Each tensor comes in chunks.

  def configure(self: __torch__.Gpt2, layers: int, heads: int, epsilon: float, kernel: int, pack: bool, activation: int,
      tied: bool, never: List[int], onednn: bool) -> int:
    self.layers = layers
    self.heads = heads
    self.epsilon = epsilon
    self.kernel = kernel
    self.pack = pack
    self.activation = activation
    self.tied = tied
    self.never = never
    self.onednn = onednn
    if kernel == 3:
      self.narrow = self.saturates()
    return 0

  # without VNNI two products of 8 bits are added in 16: too large a sum is cut off
  def saturates(self: __torch__.Gpt2) -> bool:
    ones = torch.ones([64, 64])
    y = ops.quantized.linear_dynamic(torch.slice(ones, 0, 0, 1), self.quantize(ones, None), False)
    return float(torch.item(torch.amin(y))) < 60.

  # weight [out, in]: each output channel has its own scale
  def quantize(self: __torch__.Gpt2, weight: Tensor, bias: Optional[Tensor]) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
    scale = torch.clamp(torch.amax(torch.abs(weight), [1]) / 127., 1e-12)
    q = torch.quantize_per_channel(weight, scale, torch.to(torch.zeros_like(scale), 4), 0, 12)
    return ops.quantized.linear_prepack(q, bias)

  def begin(self: __torch__.Gpt2, flat: Tensor) -> int:
    self.flat = [flat]
    return 0

  def put(self: __torch__.Gpt2, at: int, chunk: Tensor) -> int:
    torch.copy_(torch.slice(self.flat[0], 0, at, at + chunk.size(0)), chunk)
    return 0

  def keep(self: __torch__.Gpt2, shape: List[int]) -> int:
    t = self.flat[0].view(shape)
    self.flat = annotate(List[Tensor], [])
    if self.kernel > 0 and not self.pack:
      t = torch.to(t, [6, 5, 15][self.kernel])
    if torch.len(self.embeddings) < 2:
      if self.pack and self.tied and torch.len(self.embeddings) == 0:
        self.head.append(self.pack_head(t))
      self.embeddings.append(t)
    elif torch.len(self.blocks) == self.layers and torch.len(self.norms) == 1:                # lm_head
      if self.pack:
        self.head.append(self.pack_head(t))
        t = self.embeddings[0]
      self.finish(t)
    elif torch.len(self.weight) == 0:
      if torch.len(shape) == 2:
        t = torch.contiguous(torch.t(t))    # Conv1D's [in, out] to [out, in]
      self.weight.append(t)
    else:
      weight = self.weight.pop()
      if torch.dim(weight) == 2:
        self.linears.append(self.pack_linear(weight, t))
      else:
        self.norms.append(__torch__.Norm(weight, t))
      self.assemble()
    return 0

  def assemble(self: __torch__.Gpt2) -> int:
    n = self.norms
    m = self.linears
    if torch.len(m) == 4:
      self.blocks.append(__torch__.Block(n[0], __torch__.Attention(m[0], m[1]), n[1], __torch__.Mlp(m[2], m[3])))
      self.norms = annotate(List[__torch__.Norm], [])
      self.linears = annotate(List[__torch__.Linear], [])
    elif torch.len(self.blocks) == self.layers and torch.len(n) == 1 and self.tied:
      self.finish(self.embeddings[0])
    return 0

  def finish(self: __torch__.Gpt2, lm_head: Tensor) -> int:
    self.loaded.append(__torch__.Transformer(self.embeddings[0], self.embeddings[1], self.blocks, self.norms[0], lm_head, self.head))
    if torch.len(self.never) > 0:
      self.absent.append(self.longs(self.never))
    return 0

  def pack_head(self: __torch__.Gpt2, weight: Tensor) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
    if self.kernel == 3:
      packed = self.quantize(weight, None)
    else:
      packed = ops.quantized.linear_prepack_fp16(weight, None)  # bfloat16 too: its logits would be too coarse
    return packed

  # weight [out, in], bias [out]
  def pack_linear(self: __torch__.Gpt2, weight: Tensor, bias: Tensor) -> __torch__.Linear:
    w = weight
    b = bias
    packed = annotate(List[__torch__.torch.classes.quantized.LinearPackedParamsBase], [])
    if self.pack and self.kernel == 2:
      w = ops.mkldnn._reorder_linear_weight(torch.to(weight, 15), 32)
      b = torch.to(bias, 15)
    elif self.pack:
      if self.kernel == 3:
        packed.append(self.quantize(weight, bias))
      else:
        packed.append(ops.quantized.linear_prepack_fp16(weight, bias))
      w = torch.zeros([0])                  # packed: the originals are not needed any more
      b = w
    return __torch__.Linear(w, b, packed)

  # ---- the network ----

  # x [n, in] to [n, out]; whole: of whole sequences
  def linear(self: __torch__.Gpt2, x: Tensor, m: __torch__.Linear, whole: bool) -> Tensor:
    if self.pack and self.kernel == 3:
      y = ops.quantized.linear_dynamic(x, m.packed[0], self.narrow)
    elif self.pack and self.kernel == 2:
      y = ops.mkldnn._linear_pointwise(torch.to(x, 15), m.weight, m.bias, "none", annotate(List[Optional[number]], []), "")
      y = torch.to(y, 6)
    elif self.pack:
      y = ops.quantized.linear_dynamic_fp16(x, m.packed[0])
    else:
      y = self.times(x, m.weight, m.bias, whole)
    return y

  # x [n, in], weight [out, in] to [n, out]
  def times(self: __torch__.Gpt2, x: Tensor, weight: Tensor, bias: Optional[Tensor], whole: bool) -> Tensor:
    if self.onednn and whole:
      y = ops.mkldnn._linear_pointwise(x, weight, bias, "none", annotate(List[Optional[number]], []), "")
    else:
      y = torch.linear(x, weight, bias)
    return y

  def norm(self: __torch__.Gpt2, x: Tensor, ln: __torch__.Norm) -> Tensor:                    # x [n, D] to [n, D]
    return torch.layer_norm(x, [x.size(-1)], ln.weight, ln.bias, self.epsilon)

  def mlp(self: __torch__.Gpt2, x: Tensor, m: __torch__.Mlp, whole: bool) -> Tensor:          # x [n, D] to [n, D]
    return self.linear(self.activate(self.linear(x, m.c_fc, whole)), m.c_proj, whole)

  def activate(self: __torch__.Gpt2, x: Tensor) -> Tensor:
    if self.activation == 0:
      y = torch.gelu(x, approximate="tanh")
    elif self.activation == 1:
      y = torch.gelu(x, approximate="none")
    elif self.activation == 2:
      y = torch.relu(x)
    elif self.activation == 3:
      y = torch.silu(x)
    elif self.activation == 4:
      y = torch.tanh(x)
    else:
      y = x * torch.sigmoid(x * 1.702)
    return y

  def embed(self: __torch__.Gpt2, ids: Tensor, positions: Tensor) -> Tensor:                  # [n] to [n, D]
    t = self.loaded[0]
    return torch.embedding(t.wte, ids) + torch.embedding(t.wpe, positions)

  # hidden states of the last block [n, D] to float32 logits [n, V]
  def project(self: __torch__.Gpt2, x: Tensor, whole: bool) -> Tensor:
    t = self.loaded[0]
    h = self.norm(x, t.ln_f)
    if self.pack and self.kernel == 3:
      y = ops.quantized.linear_dynamic(h, t.packed[0], self.narrow)
    elif self.pack:
      y = ops.quantized.linear_dynamic_fp16(h, t.packed[0])
    else:
      y = self.times(h, t.lm_head, None, whole)
    return torch.to(y, 6)

  def longs(self: __torch__.Gpt2, values: List[int]) -> Tensor:
    return torch.tensor(values, dtype=4, device=ops.prim.device(self.loaded[0].wte))

  # ---- scoring whole sequences, padded at the right to the same length T (causal: padding is never seen from before it) ----

  # ids: rows x T, row by row; to [rows * T, D] before ln_f. layers: how many blocks to run; kept: with keys and values rounded as a cache keeps them
  def hidden(self: __torch__.Gpt2, ids: List[int], rows: int, layers: int, kept: bool) -> Tensor:
    T = torch.len(ids) // rows
    H = self.heads
    i = self.longs(ids)
    x = self.embed(i, torch.arange(T, device=ops.prim.device(i)).repeat([rows]))             # [rows * T, D]
    D = x.size(1)
    for layer in range(layers):
      block = self.loaded[0].h[layer]
      qkv = self.linear(self.norm(x, block.ln_1), block.attn.c_attn, not kept)
      qkv = qkv.view([rows, T, 3, H, D // H]).permute([2, 0, 3, 1, 4])                        # [3, rows, H, T, d]
      kv = torch.slice(qkv, 0, 1, 3)
      if kept:
        kv = torch.type_as(torch.to(kv, self.kept_type()), qkv)
      a = torch.scaled_dot_product_attention(torch.select(qkv, 0, 0), torch.select(kv, 0, 0), torch.select(kv, 0, 1), None, 0., True)
      a = a.transpose(1, 2).reshape([rows * T, D])
      x = x + self.linear(a, block.attn.c_proj, not kept)
      x = x + self.mlp(self.norm(x, block.ln_2), block.mlp, not kept)
    return x

  # as writing gives them, [rows * T, V]
  def logits(self: __torch__.Gpt2, ids: List[int], rows: int) -> Tensor:
    return self.project(self.hidden(ids, rows, self.layers, True), False)

  # log p(targets[n] | the row of ids up to and with the flat position at[n]), [n]. chunk: logits held at a time
  def log_probabilities(self: __torch__.Gpt2, ids: List[int], rows: int, at: List[int], targets: List[int], chunk: int) -> Tensor:
    x = torch.index_select(self.hidden(ids, rows, self.layers, False), 0, self.longs(at))
    t = self.longs(targets)
    n = torch.len(at)
    out = annotate(List[Tensor], [])
    for c in range((n + chunk - 1) // chunk):
      y = self.project(torch.slice(x, 0, c * chunk, (c + 1) * chunk), True)      # [chunk, V]
      hit = torch.gather(y, 1, torch.unsqueeze(torch.slice(t, 0, c * chunk, (c + 1) * chunk), 1))
      out.append(torch.squeeze(hit, 1) - torch.logsumexp(y, [1]))
    return torch.cat(out)

  # What follows each of ids, [ids, 2 + 2 top] as report says it; after the last, the likeliest token. chunk: logits held at a time
  def score(self: __torch__.Gpt2, ids: List[int], top: int, chunk: int) -> Tensor:
    x = self.hidden(ids, 1, self.layers, False)
    t = self.longs(ids)
    n = torch.len(ids)
    out = annotate(List[Tensor], [])
    for c in range((n + chunk - 1) // chunk):
      a = c * chunk
      b = min(n, a + chunk)
      y = self.project(torch.slice(x, 0, a, b), True)                                         # [b - a, V]
      follow = torch.slice(t, 0, a + 1, b + 1)
      if b == n:
        follow = torch.cat([follow, torch.argmax(self.tokens_only(torch.slice(y, 0, b - a - 1, b - a)), 1)])
      out.append(self.report(y, follow, top))
    return torch.cat(out)

  # logits [n, V] of which no row without a token can be chosen
  def tokens_only(self: __torch__.Gpt2, y: Tensor) -> Tensor:
    s = y
    if torch.len(self.absent) > 0:
      s = torch.index_fill(y, 1, self.absent[0], -inf)
    return s

  # logits y [n, V], tokens [n] to float64 [n, 2 + 2 top]: token, its log-probability, the ids of the likeliest tokens, their log-probabilities
  def report(self: __torch__.Gpt2, y: Tensor, tokens: Tensor, top: int) -> Tensor:
    z = torch.logsumexp(y, [1], True)
    t = torch.unsqueeze(tokens, 1)
    best, ids = torch.topk(self.tokens_only(y), min(top, y.size(1) - torch.len(self.never)))
    return torch.cat([torch.to(t, 7), torch.to(torch.gather(y, 1, t) - z, 7), torch.to(ids, 7), torch.to(best - z, 7)], 1)

  # ---- writing: every sequence has a cache of keys and values [L, 2, H, capacity, d] and its history of ids [C] ----

  def cache(self: __torch__.Gpt2, capacity: int) -> Tensor:
    wpe = self.loaded[0].wpe
    d = wpe.size(1) // self.heads
    return torch.empty([self.layers, 2, self.heads, capacity, d], dtype=self.kept_type(), device=ops.prim.device(wpe))

  # keys and values are kept in 16 bits beside packed matrices: of many sequences a step reads more of them than of weights
  def kept_type(self: __torch__.Gpt2) -> int:
    if self.pack:
      kept = 5
    else:
      kept = self.loaded[0].wpe.dtype
    return kept

  def history(self: __torch__.Gpt2) -> Tensor:
    wpe = self.loaded[0].wpe
    return torch.zeros([wpe.size(0)], dtype=4, device=ops.prim.device(wpe))

  # the history of a sequence that begins with the first ids of another one
  def history_of(self: __torch__.Gpt2, other: Tensor, used: int) -> Tensor:
    history = torch.zeros_like(other)
    torch.copy_(torch.slice(history, 0, 0, used), torch.slice(other, 0, 0, used))
    return history

  def grow(self: __torch__.Gpt2, cache: Tensor, used: int, capacity: int) -> Tensor:
    larger = self.cache(capacity)
    torch.copy_(torch.slice(larger, 3, 0, used), torch.slice(cache, 3, 0, used))
    return larger

  # Row r has counts[r] new ids (all rows' in ids, one after the other) that follow the starts[r] ids already in its cache.
  # choosing = rows whose next token is wanted; the lists after it have one entry for each of those, but bias_ids and bias, which have biases[c].
  # written = where the continuation begins; likeliest = how many of the likeliest tokens to tell, -1: not even the chosen one's probability.
  # Returns the tokens, [choosing]; where any row wants to be told more, what report gives, flat, with the most that any wants.
  def step(self: __torch__.Gpt2, caches: List[Tensor], histories: List[Tensor], starts: List[int], counts: List[int], ids: List[int],
      positions: List[int], choosing: List[int], temperature: List[float], top_k: List[int], top_p: List[float], min_p: List[float],
      penalty: List[float], ngram: List[int], uniform: List[float], presence: List[float], frequency: List[float], written: List[int],
      biases: List[int], bias_ids: List[int], bias: List[float], likeliest: List[int]) -> Tensor:
    i = self.longs(ids)
    x = self.embed(i, self.longs(positions))                                                  # [n, D], n = all rows' new ids
    rows = torch.len(counts)
    ends = annotate(List[int], [])
    end = 0
    for r in range(rows):
      torch.copy_(torch.slice(histories[r], 0, starts[r], starts[r] + counts[r]), torch.slice(i, 0, end, end + counts[r]))
      end = end + counts[r]
      ends.append(end)
    for layer in range(self.layers):
      block = self.loaded[0].h[layer]
      qkv = self.linear(self.norm(x, block.ln_1), block.attn.c_attn, False)                   # [n, 3D]
      parts = annotate(List[Tensor], [])
      for r in range(rows):
        parts.append(self.attend(torch.slice(qkv, 0, ends[r] - counts[r], ends[r]), torch.select(caches[r], 0, layer), starts[r], counts[r]))
      x = x + self.linear(torch.cat(parts), block.attn.c_proj, False)
      x = x + self.mlp(self.norm(x, block.ln_2), block.mlp, False)
    if torch.len(choosing) == 0:
      tokens = self.longs(choosing)
    else:
      last = annotate(List[int], [])
      greedy = True
      top = -1
      for c in range(torch.len(choosing)):
        last.append(ends[choosing[c]] - 1)
        greedy = greedy and temperature[c] == 0. and penalty[c] == 1. and ngram[c] == 0
        greedy = greedy and presence[c] == 0. and frequency[c] == 0. and biases[c] == 0
        top = max(top, likeliest[c])
      y = self.project(torch.index_select(x, 0, self.longs(last)), False)                     # [choosing, V]
      z = self.tokens_only(y)
      if greedy:
        tokens = torch.argmax(z, 1)
      else:
        chosen = annotate(List[Tensor], [])
        biased = self.longs(bias_ids)
        by = torch.tensor(bias, dtype=6, device=ops.prim.device(y))
        b = 0
        for c in range(torch.len(choosing)):
          r = choosing[c]
          seen = torch.slice(histories[r], 0, 0, starts[r] + counts[r])
          s = self.steer(torch.select(z, 0, c), torch.slice(seen, 0, written[c], seen.size(0)), presence[c], frequency[c],
            torch.slice(biased, 0, b, b + biases[c]), torch.slice(by, 0, b, b + biases[c]))
          b = b + biases[c]
          chosen.append(self.choose(s, seen, temperature[c], top_k[c], top_p[c], min_p[c], penalty[c], ngram[c], uniform[c]))
        tokens = torch.cat(chosen)
      if top >= 0:
        tokens = torch.reshape(self.report(y, tokens, top), [-1])
    return tokens

  # One row: qkv [n, 3D], cache [2, H, capacity, d] with start positions filled; to [n, D]
  def attend(self: __torch__.Gpt2, qkv: Tensor, cache: Tensor, start: int, n: int) -> Tensor:
    H = self.heads
    d = cache.size(3)
    mine = qkv.view([n, 3, H, d]).permute([1, 2, 0, 3])                                       # [3, H, n, d]
    torch.copy_(torch.slice(cache, 2, start, start + n), torch.slice(mine, 0, 1, 3))
    q = torch.slice(mine, 0, 0, 1)                                                            # [1, H, n, d]
    kv = torch.type_as(torch.slice(cache, 2, 0, start + n), q)                                # [2, H, start + n, d]
    k = torch.slice(kv, 0, 0, 1)
    v = torch.slice(kv, 0, 1, 2)
    if n == 1 or start == 0:
      a = torch.scaled_dot_product_attention(q, k, v, None, 0., n > 1)
    else:                                                                                     # later part of a long prompt
      see = torch.tril(torch.ones([n, start + n], dtype=11, device=ops.prim.device(q)), start)
      a = torch.scaled_dot_product_attention(q, k, v, see, 0., False)
    return a.transpose(1, 2).reshape([n, H * d])

  # OpenAI's penalties and bias: logits [V], written [t] = continuation so far; to [V]
  def steer(self: __torch__.Gpt2, logits: Tensor, written: Tensor, presence: float, frequency: float, ids: Tensor, bias: Tensor) -> Tensor:
    s = logits
    if presence != 0. or frequency != 0.:
      times = torch.scatter_add(torch.zeros_like(s), 0, written, torch.to(torch.ones_like(written), 6))
      s = s - times * frequency - torch.to(torch.gt(times, 0), 6) * presence
    if ids.size(0) > 0:
      s = torch.index_add(s, 0, ids, bias)
    return s

  # ---- choosing a token; the order is Hugging Face's: repetition penalty, n-gram ban, temperature, top-k, top-p, min-p ----

  # logits [V], seen [t] = prompt and continuation so far; to [1]
  def choose(self: __torch__.Gpt2, logits: Tensor, seen: Tensor, temperature: float, top_k: int, top_p: float, min_p: float, penalty: float,
      ngram: int, uniform: float) -> Tensor:
    s = self.discourage(logits, seen, penalty, ngram)
    if temperature == 0.:
      token = torch.argmax(s, 0, True)
    else:
      tokens, p = self.filter(s, temperature, top_k, top_p, min_p)
      c = torch.cumsum(torch.to(p, 7), 0)                                                     # inverse of the distribution function
      at = torch.sum(torch.le(c, uniform * c[-1]))
      last = torch.sum(torch.lt(c, c[-1]))                                                    # what comes after it has no probability
      token = torch.index_select(tokens, 0, torch.reshape(torch.minimum(at, last), [1]))
    return token

  def discourage(self: __torch__.Gpt2, logits: Tensor, seen: Tensor, penalty: float, ngram: int) -> Tensor:
    s = logits
    if penalty != 1.:                                                                         # Keskar et al. 2019, equation 2
      x = torch.gather(s, 0, seen)
      s = torch.scatter(s, 0, seen, torch.where(torch.gt(x, 0), x / penalty, x * penalty))
    t = seen.size(0)
    if ngram > 0 and t >= ngram:
      grams = seen.unfold(0, ngram, 1)                                                        # [t - ngram + 1, ngram]
      start = torch.slice(seen, 0, t - ngram + 1, t)                                          # the n - 1 ids that a new one would follow
      same = torch.all(torch.eq(torch.slice(grams, 1, 0, ngram - 1), start), 1)
      banned = torch.masked_select(torch.select(grams, 1, ngram - 1), same)
      s = torch.index_fill(s, 0, banned, -inf)
    return s

  # s [V] to the tokens that stay and their probabilities; by falling probability if top_p is on
  def filter(self: __torch__.Gpt2, s: Tensor, temperature: float, top_k: int, top_p: float, min_p: float) -> Tuple[Tensor, Tensor]:
    V = s.size(0)
    s = (s - torch.amax(s)) / temperature                                                     # at most 0: a tiny temperature can't overflow
    tokens = torch.arange(V, device=ops.prim.device(s))
    if top_k > 0 and top_k < V:
      kth = torch.amin(torch.topk(s, top_k)[0])
      tokens = torch.masked_select(tokens, torch.ge(s, kth))                                  # ties with the k-th stay
      s = torch.index_select(s, 0, tokens)
    if top_p < 1.:                                                                            # Holtzman et al. 2020
      p = torch.softmax(s, 0)
      n = s.size(0)
      head = min(n, 1024)                                                                     # sorting all of V takes longer than the rest
      top, order = torch.topk(p, head)
      if head < n and float(torch.item(torch.sum(top))) < top_p:
        top, order = torch.sort(p, 0, True)
      before = torch.cumsum(top, 0) - top
      kept = torch.sum(torch.lt(before, top_p))
      order = torch.slice(order, 0, 0, max(1, int(torch.item(kept))))
      tokens = torch.index_select(tokens, 0, order)
      s = torch.index_select(s, 0, order)
    p = torch.softmax(s, 0)
    if min_p > 0.:
      stay = torch.ge(p, min_p * torch.amax(p))
      tokens = torch.masked_select(tokens, stay)
      p = torch.masked_select(p, stay)
      p = p / torch.sum(p)
    return (tokens, p)

  # the filtered distribution over the whole vocabulary, [V]
  def distribution(self: __torch__.Gpt2, logits: Tensor, seen: List[int], temperature: float, top_k: int, top_p: float, min_p: float,
      penalty: float, ngram: int) -> Tensor:
    s = self.discourage(logits, self.longs(seen), penalty, ngram)
    tokens, p = self.filter(s, temperature, top_k, top_p, min_p)
    return torch.scatter(torch.zeros_like(logits), 0, tokens, p)
